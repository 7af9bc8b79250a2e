package dev.tacit.lab.report;

import java.awt.Font;
import java.awt.Graphics2D;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the markup of a drawn figure smaller and surer: the font is said once; every text is given
 * the length it was measured with, so that it fits its place with any font; paths are written
 * relative to their last point; what is the default anyway is left out.
 */
final class SvgMarkup {
  private static final String FONTS = "\"DejaVu Sans\", Verdana, \"Segoe UI\", Arial, sans-serif";

  private static final Pattern TEXT =
      Pattern.compile(
          "<g( transform='[^']*')?><text x='([^']*)' y='([^']*)' style='([^']*)'"
              + "(?: clip-path='[^']*')?>([^<]*)</text></g>");
  private static final Pattern SIZE = Pattern.compile("font-size: (\\d+)px");
  private static final Pattern FILL = Pattern.compile("fill: (rgb\\([^)]*\\))");
  private static final Pattern PATH = Pattern.compile(" d='([^']*)'");
  private static final Pattern STEP = Pattern.compile("([ML])(-?[\\d.]+),(-?[\\d.]+)|Z");
  private static final Pattern DEFAULTS =
      Pattern.compile(
          ";stroke-opacity:1\\.0|;stroke-miterlimit:\\d+|;shape-rendering:geometricPrecision"
              + "|;stroke-linecap:square|;stroke-linecap:butt|(?<=stroke-width:\\d)\\.0(?=;)");

  private static final Pattern COLOUR = Pattern.compile("rgb\\((\\d+),(\\d+),(\\d+)\\)");

  /** Lines are those of axes and grids: all inside. */
  private static final Pattern UNCLIPPED =
      Pattern.compile("(<line [^>]*style='[^']*') clip-path='[^']*'/>");

  private final Graphics2D measure;

  private SvgMarkup(Graphics2D measure) {
    this.measure = measure;
  }

  /**
   * @param svg one element, with coordinates in tenths of a pixel
   * @param measure graphics with the metrics that the text was laid out with
   */
  static String compact(String svg, Graphics2D measure) {
    String texts = new SvgMarkup(measure).texts(svg);
    String paths = PATH.matcher(texts).replaceAll(path -> " d='" + relative(path.group(1)) + "'");
    String colours =
        COLOUR.matcher(DEFAULTS.matcher(paths).replaceAll("")).replaceAll(SvgMarkup::hexadecimal);
    return UNCLIPPED
        .matcher(colours)
        .replaceAll("$1/>")
        .replace(" xmlns:xlink='http://www.w3.org/1999/xlink'", "")
        .replace(" xmlns:jfreesvg='http://www.jfree.org/jfreesvg/svg'", "")
        .replaceFirst("<svg ", "<svg font-family='" + Matcher.quoteReplacement(FONTS) + "' ");
  }

  private String texts(String svg) {
    return TEXT.matcher(svg)
        .replaceAll(
            match -> {
              String style = match.group(4);
              Matcher size = SIZE.matcher(style);
              Matcher fill = FILL.matcher(style);
              if (!(size.find() && fill.find())) {
                throw new IllegalStateException("text without size or colour: " + style);
              }
              boolean bold = style.contains("bold");
              Font font =
                  new Font(
                      Font.SANS_SERIF,
                      bold ? Font.BOLD : Font.PLAIN,
                      Integer.parseInt(size.group(1)));
              String text = match.group(5);
              return Matcher.quoteReplacement(
                  "<text"
                      + (match.group(1) == null ? "" : match.group(1))
                      + attribute("x", match.group(2))
                      + attribute("y", match.group(3))
                      + attribute("font-size", size.group(1))
                      + attribute("fill", fill.group(1))
                      + (bold ? attribute("font-weight", "bold") : "")
                      + attribute("textLength", Integer.toString(length(text, font)))
                      + ">"
                      + text
                      + "</text>");
            });
  }

  private static String hexadecimal(MatchResult rgb) {
    return String.format(
        Locale.ROOT,
        "#%02x%02x%02x",
        Integer.parseInt(rgb.group(1)),
        Integer.parseInt(rgb.group(2)),
        Integer.parseInt(rgb.group(3)));
  }

  private static String attribute(String name, String value) {
    return " " + name + "='" + value + "'";
  }

  private int length(String escaped, Font font) {
    String text = escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    return measure.getFontMetrics(font).stringWidth(text);
  }

  /** A path of straight lines, each relative to the last point; other paths stay as they are. */
  private static String relative(String path) {
    StringBuilder out = new StringBuilder();
    Matcher step = STEP.matcher(path);
    int end = 0;
    long x = 0;
    long y = 0;
    boolean lines = false;
    while (step.find() && step.start() == end) {
      end = step.end();
      if (step.group(1) == null) {
        out.append('z');
        lines = false;
        continue;
      }
      long toX = Math.round(10 * Double.parseDouble(step.group(2)));
      long toY = Math.round(10 * Double.parseDouble(step.group(3)));
      boolean move = step.group(1).equals("M");
      out.append(move ? "M" : lines ? "" : "l");
      String across = tenths(move ? toX : toX - x);
      out.append(!move && lines && !across.startsWith("-") ? " " : "").append(across);
      String down = tenths(move ? toY : toY - y);
      out.append(down.startsWith("-") ? "" : " ").append(down);
      lines = !move;
      x = toX;
      y = toY;
    }
    return end == path.length() ? out.toString() : path;
  }

  /** A number of tenths, as short as can be. */
  private static String tenths(long tenths) {
    long whole = Math.abs(tenths) / 10;
    long rest = Math.abs(tenths) % 10;
    return (tenths < 0 ? "-" : "")
        + (whole == 0 && rest != 0 ? "" : whole)
        + (rest == 0 ? "" : "." + rest);
  }
}
