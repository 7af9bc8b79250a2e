/**
 * What may be said about measurements: intervals over seeds, values at a matched training loss,
 * paired comparisons, and the verdict on a claim. Numbers in, numbers out; no files.
 */
package dev.tacit.lab.statistics;
