/** What happens in a step of training, and who may watch it. */
package dev.tacit.training;
