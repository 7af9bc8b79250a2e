/** Makes the Java that an archive of Tacit brings along. */
package dev.tacit.release;
