/**
 * The order bench: how the distance between an optimizer and a flow shrinks with the step size, and
 * what that decides.
 */
package dev.tacit.theory.order;
