/** Published data sets, from their hosts into a directory. */
package dev.tacit.lab.fetch;
