/** A run and its numbers as files: written whole or not at all, and read back. */
package dev.tacit.lab.store;
