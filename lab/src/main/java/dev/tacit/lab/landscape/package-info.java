/**
 * The loss around and between solutions of finished runs: straight lines, curves, slices and the
 * training trajectory in a plane.
 */
package dev.tacit.lab.landscape;
