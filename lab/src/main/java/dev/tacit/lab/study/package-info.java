/**
 * The study model: what varies, which runs differ only in their seed, and what the runs say of the
 * experiment's claims. Whoever shows a study (report, page, console, export) asks here.
 */
package dev.tacit.lab.study;
