/** What an optimizer silently penalises: the terms of its modified loss. */
package dev.tacit.probe.implicit;
