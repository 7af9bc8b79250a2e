/** The command line, one thin class a command. */
package dev.tacit.app.cli;
