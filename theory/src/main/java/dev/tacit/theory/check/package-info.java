/** What a theory check is: a claim, the numbers that decide it, a verdict. */
package dev.tacit.theory.check;
