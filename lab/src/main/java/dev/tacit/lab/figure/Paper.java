package dev.tacit.lab.figure;

import dev.tacit.lab.figure.Diagram.Size;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What a figure is drawn on for a publication: exactly as large, with text exactly as large, as a
 * journal asks. What is drawn scales with the text: the canvas has as many units as the paper's
 * width holds at {@link Style#PRINTED} units to the size of the font.
 *
 * @param size of the whole
 * @param font size of all text, in points
 * @param grey whether there are no colours
 * @param dpi of pixels, where there are any
 */
public record Paper(PaperSize size, double font, boolean grey, int dpi) {
  private static final double LEAST_FONT = 4;
  private static final double MOST_FONT = 36;
  private static final int LEAST_DPI = 72;
  private static final int MOST_DPI = 2400;
  private static final double MOST_PIXELS = 64e6;

  private static final int COLUMN = 190; // units that a panel needs beside others
  private static final int NARROWEST = 150;
  private static final int LOWEST = 95;
  private static final double RATIO = 0.5; // of a panel's height, its axis left out, to its width
  private static final int AXIS = 60;
  private static final double SVG_UNITS = 10; // in a point, so that a tenth of one is fine enough

  /** Checks what numbers can tell. */
  public Paper {
    if (!(font >= LEAST_FONT && font <= MOST_FONT)) {
      throw new IllegalArgumentException(
          text("expected a font from %.0f to %.0f points; found %s", LEAST_FONT, MOST_FONT, font));
    }
    if (!(dpi >= LEAST_DPI && dpi <= MOST_DPI)) {
      throw new IllegalArgumentException(
          text("expected from %d to %d dpi; found %d", LEAST_DPI, MOST_DPI, dpi));
    }
  }

  private static String text(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }

  /** Points in a unit of the canvas. */
  private double unit() {
    return font / Style.PRINTED;
  }

  /**
   * A diagram laid out on this paper.
   *
   * @throws IllegalArgumentException when the paper is too small for it, saying what would do, or
   *     the font lacks a letter
   */
  public Sheet of(Diagram diagram) {
    InPrint.texts(diagram).forEach(PaperFont::check);
    Graphics2D measure = Picture.measure();
    Style style = Style.printed(PaperFont.FACE);
    Diagram print = InPrint.of(diagram, grey);
    double across = size.width() / unit();
    int n = diagram.panels().size();
    int columns = columns(n, across);
    int rows = (n + columns - 1) / columns;
    int width = (int) Math.floor(across + 1e-6);
    double panelWidth = (across - (columns - 1.0) * style.gutter()) / columns;
    if (panelWidth < NARROWEST) {
      throw tooSmall("wide", size.width(), NARROWEST * unit());
    }
    int usual = (int) (RATIO * panelWidth) + AXIS;
    Diagram sized = print.with(new Size(width, columns, usual));
    DiagramPainter painter = new DiagramPainter(sized, measure, style);
    double height = painter.height() * unit();
    if (size.height().isPresent()) {
      height = size.height().getAsDouble();
      double left = (height / unit() - (painter.height() - rows * usual)) / rows;
      if (left < LOWEST) {
        throw tooSmall("high", height, (painter.height() - rows * (usual - LOWEST)) * unit());
      }
      sized = print.with(new Size(width, columns, (int) left));
      painter = new DiagramPainter(sized, measure, style);
    }
    return new Sheet(this, diagram.name(), painter, size.width(), height);
  }

  private IllegalArgumentException tooSmall(String what, double is, double needed) {
    return new IllegalArgumentException(
        text(
            "%.1f mm is not %s enough for this figure with text of %s points; it needs %.1f mm, or"
                + " a smaller font",
            PaperSize.mm(is), what, Digits.plain(font), Math.ceil(10 * PaperSize.mm(needed)) / 10));
  }

  /** As many columns as have room, no more than the rows need. */
  private static int columns(int panels, double across) {
    int most = Math.max(1, Math.min(panels, (int) (across / COLUMN)));
    int rows = (panels + most - 1) / most;
    return (panels + rows - 1) / rows;
  }

  /**
   * A figure laid out.
   *
   * @param paper it is on
   * @param name where ids in the SVG begin
   * @param painter draws it, in units
   * @param width in points
   * @param height in points
   */
  public record Sheet(
      Paper paper, String name, DiagramPainter painter, double width, double height) {

    /**
     * Its file.
     *
     * @throws IllegalArgumentException when there are more pixels than can be drawn
     */
    public byte[] file(PaperFormat format) throws IOException {
      return switch (format) {
        case PDF -> pdf();
        case SVG -> svg();
        case PNG -> png();
      };
    }

    private byte[] pdf() throws IOException {
      PdfGraphics pdf = new PdfGraphics(width, height, paper.unit());
      paint(pdf);
      return pdf.file();
    }

    private byte[] svg() {
      SvgGraphics svg = SvgGraphics.outlined(name, SVG_UNITS * width, SVG_UNITS * height);
      svg.scale(SVG_UNITS * paper.unit(), SVG_UNITS * paper.unit());
      paint(svg);
      return svg.document(millimetres(width), millimetres(height)).getBytes(StandardCharsets.UTF_8);
    }

    private static String millimetres(double points) {
      return text("%.3f", PaperSize.mm(points)).replaceFirst("\\.?0+$", "") + "mm";
    }

    private byte[] png() {
      double pixels = paper.dpi() / 72.0; // in a point
      double across = Math.rint(width * pixels);
      double up = Math.rint(height * pixels);
      if (across * up > MOST_PIXELS) {
        throw new IllegalArgumentException(
            text(
                "%.0f × %.0f pixels are too many; at most %.0f million are drawn: fewer dpi, or a"
                    + " smaller size",
                across, up, MOST_PIXELS / 1e6));
      }
      BufferedImage image = new BufferedImage((int) across, (int) up, BufferedImage.TYPE_INT_RGB);
      Graphics2D g2 = image.createGraphics();
      g2.setColor(Color.WHITE);
      g2.fillRect(0, 0, image.getWidth(), image.getHeight());
      g2.scale(pixels * paper.unit(), pixels * paper.unit());
      paint(g2);
      g2.dispose();
      return Png.of(image, paper.dpi());
    }

    private void paint(Graphics2D g2) {
      Look.prepare(g2);
      painter.paint(g2);
    }
  }
}
