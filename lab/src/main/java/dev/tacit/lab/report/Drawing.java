package dev.tacit.lab.report;

import java.util.regex.Matcher;

/**
 * A figure drawn, for the page.
 *
 * @param figure what it shows
 * @param svg the picture: an SVG element
 * @param hover its numbers for the page's script, as JSON; empty for none
 */
record Drawing(Figure figure, String svg, String hover) {

  /** The SVG as part of a page. */
  String inline() {
    return svg.replaceFirst(
            "<svg ",
            "<svg role='img' aria-label='"
                + Matcher.quoteReplacement(Html.escape(figure.title()))
                + "' ")
        .replace(" xmlns='http://www.w3.org/2000/svg'", "");
  }
}
