/**
 * From a file to validated records to runs: the only place where a run meets its data, its network
 * and its probes.
 */
package dev.tacit.lab.experiment;
