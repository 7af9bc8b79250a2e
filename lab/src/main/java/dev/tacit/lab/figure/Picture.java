package dev.tacit.lab.figure;

import dev.tacit.lab.store.WholeFile;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The files of a figure: {@code NAME.svg}, {@code NAME.png} (at least twice the size) and, of what
 * it was drawn from, {@code NAME.csv}. Each is whole or absent.
 *
 * @param name of the files; also where ids in the SVG begin
 * @param width in pixels
 * @param height in pixels
 * @param painter draws it, the same each time
 */
public record Picture(String name, int width, int height, Consumer<Graphics2D> painter) {
  private static final double PNG_WIDTH = 1600;
  private static final double PNG_SCALE = 2;

  /** A graphics to measure text with, as pictures show it. */
  public static Graphics2D measure() {
    Graphics2D measure = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    Look.prepare(measure);
    return measure;
  }

  /**
   * Writes the picture and its numbers.
   *
   * @param csv what was drawn, as text
   * @return the SVG element, with a view box and no size of its own
   */
  public String write(Path directory, String csv) throws IOException {
    WholeFile.write(directory.resolve(name + ".csv"), csv);
    SvgGraphics svg = new SvgGraphics(name, width, height);
    paint(svg);
    WholeFile.write(directory.resolve(name + ".svg"), svg.document());
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
    paint(g2);
    g2.dispose();
    WholeFile.write(directory.resolve(name + ".png"), Png.of(image));
    return svg.element();
  }

  private void paint(Graphics2D g2) {
    Look.prepare(g2);
    g2.setColor(Color.WHITE);
    g2.fill(new Rectangle2D.Double(0, 0, width, height));
    painter.accept(g2);
  }
}
