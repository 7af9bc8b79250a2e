/** Runs in the forms that other tools read. Draws on run directories alone. */
package dev.tacit.lab.export;
