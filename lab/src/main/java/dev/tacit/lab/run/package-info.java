/**
 * One training with one seed: the loop, its directory, its checkpoint; and many of them side by
 * side.
 */
package dev.tacit.lab.run;
