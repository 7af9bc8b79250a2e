/** Vector output for figures. */
package dev.tacit.lab.figure;
