/** Gives out the page of experiments while their runs train. */
package dev.tacit.app.serve;
