/** The empirical risk: dataset × network × loss. The only package that knows all three. */
package dev.tacit.risk;
