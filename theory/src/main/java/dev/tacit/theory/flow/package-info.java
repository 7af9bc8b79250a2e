/** The ordinary differential equations that optimizers are compared with, one per file. */
package dev.tacit.theory.flow;
