package dev.tacit.lab.figure;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.PathIterator;
import java.awt.image.ImageObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.apache.pdfbox.pdmodel.graphics.state.PDExtendedGraphicsState;
import org.apache.pdfbox.util.Matrix;

/**
 * Draws a figure as a PDF of one page, as large as the figure: shapes in plain colours and text in
 * {@link PaperFont}, of which the file holds the letters that it uses. The same drawing gives the
 * same bytes: the file says no time, and its identifier is made from what it holds.
 */
final class PdfGraphics extends PlainGraphics {
  private static final Long NO_TIME = 0L;

  private final Page page;

  /** What all graphics of one figure write to. */
  private static final class Page {
    private final PDDocument document = new PDDocument();
    private final PDPageContentStream out;
    private final PDFont font;
    private final double height; // points
    private final double scale; // points in a unit
    private final Map<Float, PDExtendedGraphicsState> opacities = new HashMap<>();

    Page(double width, double height, double scale) throws IOException {
      this.height = height;
      this.scale = scale;
      document.setDocumentId(NO_TIME);
      PDPage sheet = new PDPage(new PDRectangle((float) width, (float) height));
      document.addPage(sheet);
      out = new PDPageContentStream(document, sheet);
      try (InputStream file = PaperFont.file()) {
        font = PDType0Font.load(document, file, true);
      }
    }
  }

  /**
   * An empty figure.
   *
   * @param width in points
   * @param height in points
   * @param scale points in a unit of what is drawn
   */
  PdfGraphics(double width, double height, double scale) throws IOException {
    this(new Page(width, height, scale), SvgGraphics.fresh());
  }

  private PdfGraphics(Page page, Graphics2D state) {
    super(state);
    this.page = page;
  }

  /** The file; nothing can be drawn any more. */
  byte[] file() throws IOException {
    page.out.close();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (PDDocument document = page.document) {
      document.save(file);
    }
    return file.toByteArray();
  }

  @Override
  public Graphics create() {
    return new PdfGraphics(page, (Graphics2D) state().create());
  }

  /** From this graphics' coordinates to the page's, which go up. */
  private AffineTransform onPage() {
    AffineTransform t = new AffineTransform(page.scale, 0, 0, -page.scale, 0, page.height);
    t.concatenate(getTransform());
    return t;
  }

  /** What is written between a state and its restoration. */
  private interface Writing {
    void to(PDPageContentStream out) throws IOException;
  }

  private void write(boolean stroking, Writing writing) {
    try {
      page.out.saveGraphicsState();
      Shape clip = getClip();
      if (clip != null) {
        path(onPage().createTransformedShape(clip));
        page.out.clip();
      }
      colour(stroking);
      writing.to(page.out);
      page.out.restoreGraphicsState();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void fill(Shape shape) {
    Shape placed = onPage().createTransformedShape(shape);
    if (placed.getPathIterator(null).isDone()) {
      return;
    }
    write(
        false,
        out -> {
          if (path(placed) == PathIterator.WIND_EVEN_ODD) {
            out.fillEvenOdd();
          } else {
            out.fill();
          }
        });
  }

  @Override
  public void draw(Shape shape) {
    Shape placed = onPage().createTransformedShape(shape);
    if (placed.getPathIterator(null).isDone()) {
      return;
    }
    write(
        true,
        out -> {
          BasicStroke stroke = (BasicStroke) getStroke();
          double size = Math.sqrt(Math.abs(onPage().getDeterminant()));
          out.setLineWidth((float) (stroke.getLineWidth() * size));
          out.setLineCapStyle(stroke.getEndCap());
          out.setLineJoinStyle(stroke.getLineJoin());
          if (stroke.getDashArray() != null) {
            float[] dashes = stroke.getDashArray();
            for (int i = 0; i < dashes.length; i++) {
              dashes[i] *= (float) size;
            }
            out.setLineDashPattern(dashes, (float) (stroke.getDashPhase() * size));
          }
          path(placed);
          out.stroke();
        });
  }

  /** Adds a path in the page's coordinates; returns its winding rule. */
  private int path(Shape placed) throws IOException {
    PDPageContentStream out = page.out;
    double[] c = new double[6];
    double x = 0;
    double y = 0;
    PathIterator step = placed.getPathIterator(null);
    for (; !step.isDone(); step.next()) {
      switch (step.currentSegment(c)) {
        case PathIterator.SEG_MOVETO -> out.moveTo((float) c[0], (float) c[1]);
        case PathIterator.SEG_LINETO -> out.lineTo((float) c[0], (float) c[1]);
        case PathIterator.SEG_QUADTO ->
            out.curveTo( // the cubic curve that is the same
                (float) (x + 2 * (c[0] - x) / 3),
                (float) (y + 2 * (c[1] - y) / 3),
                (float) (c[2] + 2 * (c[0] - c[2]) / 3),
                (float) (c[3] + 2 * (c[1] - c[3]) / 3),
                (float) c[2],
                (float) c[3]);
        case PathIterator.SEG_CUBICTO ->
            out.curveTo(
                (float) c[0], (float) c[1], (float) c[2], (float) c[3], (float) c[4], (float) c[5]);
        default -> out.closePath();
      }
      int last = last(step.currentSegment(c));
      if (last >= 0) {
        x = c[last];
        y = c[last + 1];
      }
    }
    return step.getWindingRule();
  }

  /** Where a segment's end stands among its coordinates. */
  private static int last(int segment) {
    return switch (segment) {
      case PathIterator.SEG_MOVETO, PathIterator.SEG_LINETO -> 0;
      case PathIterator.SEG_QUADTO -> 2;
      case PathIterator.SEG_CUBICTO -> 4;
      default -> -1;
    };
  }

  @Override
  public void drawString(String text, float x, float y) {
    if (text.isBlank()) {
      return;
    }
    write(
        false,
        out -> {
          AffineTransform t = onPage();
          t.translate(x, y);
          double size = Math.sqrt(Math.abs(t.getDeterminant()));
          t.scale(1 / size, -1 / size); // letters stand upright
          out.beginText();
          out.setFont(page.font, (float) (getFont().getSize2D() * size));
          out.setTextMatrix(new Matrix(t));
          out.showText(text);
          out.endText();
        });
  }

  @Override
  public boolean drawImage(Image img, int x, int y, int width, int height, ImageObserver observer) {
    throw new UnsupportedOperationException("figures of lines have no images");
  }

  private void colour(boolean stroking) throws IOException {
    Color colour = (Color) getPaint();
    Color opaque = new Color(colour.getRGB());
    if (stroking) {
      page.out.setStrokingColor(opaque);
    } else {
      page.out.setNonStrokingColor(opaque);
    }
    float opacity = colour.getAlpha() / 255f;
    if (getComposite() instanceof AlphaComposite alpha) {
      opacity *= alpha.getAlpha();
    }
    if (opacity < 1) {
      page.out.setGraphicsStateParameters(
          page.opacities.computeIfAbsent(opacity, PdfGraphics::opacity));
    }
  }

  private static PDExtendedGraphicsState opacity(float share) {
    PDExtendedGraphicsState state = new PDExtendedGraphicsState();
    state.setStrokingAlphaConstant(share);
    state.setNonStrokingAlphaConstant(share);
    return state;
  }
}
