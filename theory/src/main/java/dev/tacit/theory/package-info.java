/** The bench that puts the theory to the test: orders of accuracy, coefficients, exact answers. */
package dev.tacit.theory;
