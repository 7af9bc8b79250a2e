/**
 * Eigenvalues, traces, diagonals and spectral densities of symmetric operators that are known only
 * by their products. Nothing here knows a network.
 */
package dev.tacit.curvature;
