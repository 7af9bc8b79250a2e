/**
 * The little Tacit adds to LibTorch: native set-up, precision and device, flat vectors, named
 * random streams.
 */
package dev.tacit.tensor;
