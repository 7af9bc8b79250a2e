/** Losses per example, ℓ(f, y), and their gradient in the network's output. */
package dev.tacit.loss;
