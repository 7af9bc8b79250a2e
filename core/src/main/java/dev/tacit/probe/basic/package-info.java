/** Errors, losses and norms. */
package dev.tacit.probe.basic;
