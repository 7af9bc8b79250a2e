/** Gradient noise: its size, its coherence and how it meets curvature. */
package dev.tacit.probe.noise;
