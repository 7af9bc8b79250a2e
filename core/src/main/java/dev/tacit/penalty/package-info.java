/** What may be added to the gradient that an optimizer is given, one file each. */
package dev.tacit.penalty;
