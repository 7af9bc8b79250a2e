/** Eigenvalues, traces, diagonals and densities of curvature. */
package dev.tacit.probe.curvature;
