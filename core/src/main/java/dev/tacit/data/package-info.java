/**
 * Data sets with the checksums of what they were read from, label and pixel noise, and the orders
 * in which an epoch's batches come. Arrays are shared between runs and never written to.
 */
package dev.tacit.data;
