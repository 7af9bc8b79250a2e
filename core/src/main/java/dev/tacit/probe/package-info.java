/** One measurement per file, taken at a snapshot; a probe never changes the trajectory. */
package dev.tacit.probe;
