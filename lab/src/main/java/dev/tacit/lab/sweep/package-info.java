/** Many runs of one experiment in its directory: skipped, resumed or started, side by side. */
package dev.tacit.lab.sweep;
