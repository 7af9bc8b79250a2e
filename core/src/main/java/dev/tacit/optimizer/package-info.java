/** One update rule per file: immutable hyperparameters, explicit state, one step. */
package dev.tacit.optimizer;
