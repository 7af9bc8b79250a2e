/** The weights of runs, array by array, for other programs. */
package dev.tacit.lab.weights;
