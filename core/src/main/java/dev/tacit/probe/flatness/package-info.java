/** How the loss rises around a solution. */
package dev.tacit.probe.flatness;
