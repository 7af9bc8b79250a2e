/** Norms, margins and ranks that bound or follow generalisation. */
package dev.tacit.probe.complexity;
