/**
 * Networks as pure functions f(x, w): layers, initialisers, and the layout that names each slice of
 * w.
 */
package dev.tacit.network;
