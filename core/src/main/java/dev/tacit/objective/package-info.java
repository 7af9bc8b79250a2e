/** Differentiable functions of one flat vector, and problems whose answers are known exactly. */
package dev.tacit.objective;
