/**
 * Facts of implicit regularization whose answers are known exactly, put to Tacit's own update
 * rules: which minimiser, which direction, which invariant, which threshold.
 */
package dev.tacit.theory.exact;
