/**
 * An experiment's report, from its run directories alone: a page that is one file, and the figures
 * with the numbers drawn. How to read it: docs/report.md.
 */
package dev.tacit.lab.report;
