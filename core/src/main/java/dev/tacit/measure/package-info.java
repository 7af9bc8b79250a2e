/**
 * Measurements of a network on its data, exact or sampled: norms, moments and products of
 * gradients, margins, complexities.
 */
package dev.tacit.measure;
