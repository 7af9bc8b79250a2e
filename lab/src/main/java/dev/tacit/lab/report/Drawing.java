package dev.tacit.lab.report;

import dev.tacit.lab.figure.SvgGraphics;
import dev.tacit.lab.store.WholeFile;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import javax.imageio.ImageIO;

/**
 * A figure drawn, for the page; its files are {@code .svg}, {@code .png} and {@code .csv}.
 *
 * @param figure what it shows
 * @param svg the SVG element, with a view box and no size of its own
 * @param panels where its data lie
 * @param width in pixels
 * @param height in pixels
 */
record Drawing(
    Figure figure, String svg, List<FigurePainter.Placed> panels, int width, int height) {
  private static final double PNG_WIDTH = 1600;
  private static final double PNG_SCALE = 2;

  /** Draws a figure and writes its files. */
  static Drawing write(Figure figure, Path directory) throws IOException {
    BufferedImage pixel = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    Graphics2D measure = pixel.createGraphics();
    measure.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    FigurePainter painter = new FigurePainter(figure, measure);
    SvgGraphics graphics = new SvgGraphics(figure.name(), painter.width(), painter.height());
    List<FigurePainter.Placed> panels = painter.paint(graphics);
    Drawing drawing =
        new Drawing(figure, graphics.element(), panels, painter.width(), painter.height());
    measure.dispose();
    WholeFile.write(directory.resolve(figure.name() + ".csv"), figure.csv());
    WholeFile.write(directory.resolve(figure.name() + ".svg"), graphics.document());
    drawing.writePng(painter, directory.resolve(figure.name() + ".png"));
    return drawing;
  }

  private void writePng(FigurePainter painter, Path file) throws IOException {
    double scale = Math.max(PNG_SCALE, PNG_WIDTH / width);
    BufferedImage image =
        new BufferedImage(
            (int) Math.round(scale * width),
            (int) Math.round(scale * height),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D g2 = image.createGraphics();
    g2.setColor(Color.WHITE);
    g2.fillRect(0, 0, image.getWidth(), image.getHeight());
    g2.scale(scale, scale);
    painter.paint(g2);
    g2.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    WholeFile.write(file, bytes.toByteArray());
  }

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
