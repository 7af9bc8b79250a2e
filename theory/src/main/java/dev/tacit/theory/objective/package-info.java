/** Objectives whose solutions, flows and curvatures are known in closed form. */
package dev.tacit.theory.objective;
