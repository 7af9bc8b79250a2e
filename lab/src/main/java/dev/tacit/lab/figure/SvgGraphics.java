package dev.tacit.lab.figure;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.ImageObserver;
import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * Draws figures as SVG: shapes and text in plain colours, which is all that our figures are made
 * of. The same drawing gives the same bytes. Every text carries the length it was laid out with, so
 * that it fits its place with any font.
 *
 * <p>Written here because the libraries that do this are either under the GPL or bring an XML stack
 * (docs/decisions.md, "SVG").
 */
public final class SvgGraphics extends PlainGraphics {
  private static final String FONTS = "\"DejaVu Sans\", Verdana, \"Segoe UI\", Arial, sans-serif";

  private final Page page;

  /** What all graphics of one figure write to. */
  private static final class Page {
    private final String name;
    private final double width;
    private final double height;
    private final boolean outlined;
    private final StringBuilder body = new StringBuilder();
    private final Map<String, String> clips = new LinkedHashMap<>(); // path -> id

    Page(String name, double width, double height, boolean outlined) {
      this.name = name;
      this.width = width;
      this.height = height;
      this.outlined = outlined;
    }
  }

  /**
   * An empty figure.
   *
   * @param name prefix of ids, so that several figures may stand in one page
   * @param width in pixels
   * @param height in pixels
   */
  public SvgGraphics(String name, int width, int height) {
    this(new Page(name, width, height, false), fresh());
  }

  /** An empty figure of any size whose text is drawn as shapes, so that it needs no font. */
  static SvgGraphics outlined(String name, double width, double height) {
    return new SvgGraphics(new Page(name, width, height, true), fresh());
  }

  private SvgGraphics(Page page, Graphics2D state) {
    super(state);
    this.page = page;
  }

  static Graphics2D fresh() {
    Graphics2D state = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    state.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    state.setColor(Color.BLACK);
    return state;
  }

  /** The SVG element, with a view box and no size of its own. */
  public String element() {
    StringBuilder svg = new StringBuilder("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 ");
    svg.append(number(page.width)).append(' ').append(number(page.height));
    svg.append("' font-family='").append(FONTS).append("'>");
    if (!page.clips.isEmpty()) {
      svg.append("<defs>");
      page.clips.forEach(
          (path, id) ->
              svg.append("<clipPath id='")
                  .append(id)
                  .append("'><path d='")
                  .append(path)
                  .append("'/></clipPath>"));
      svg.append("</defs>");
    }
    return svg.append(page.body).append("</svg>").toString();
  }

  /** The SVG as a file of its own. */
  public String document() {
    return document(number(page.width), number(page.height));
  }

  /** The same as large as is said, with units. */
  String document(String width, String height) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        + element().replaceFirst("<svg ", "<svg width='" + width + "' height='" + height + "' ")
        + "\n";
  }

  @Override
  public Graphics create() {
    return new SvgGraphics(page, (Graphics2D) state().create());
  }

  @Override
  public void fill(Shape shape) {
    Shape placed = getTransform().createTransformedShape(shape);
    if (shape instanceof Rectangle2D && isUpright(getTransform())) {
      page.body.append("<rect");
      place(placed.getBounds2D());
    } else {
      page.body.append("<path d='").append(SvgPath.of(placed)).append('\'');
    }
    colour("fill");
    clip(placed.getBounds2D(), 0);
    page.body.append("/>");
  }

  @Override
  public void draw(Shape shape) {
    Shape placed = getTransform().createTransformedShape(shape);
    page.body.append("<path d='").append(SvgPath.of(placed)).append("' fill='none'");
    colour("stroke");
    double wide = 1;
    if (getStroke() instanceof BasicStroke stroke) {
      double scale = Math.sqrt(Math.abs(getTransform().getDeterminant()));
      wide = stroke.getLineWidth() * scale;
      if (wide != 1) {
        page.body.append(" stroke-width='").append(hundredths(wide)).append('\'');
      }
      if (stroke.getLineJoin() == BasicStroke.JOIN_ROUND) {
        page.body.append(" stroke-linejoin='round'");
      }
      if (stroke.getEndCap() == BasicStroke.CAP_ROUND) {
        page.body.append(" stroke-linecap='round'");
      }
      dashes(stroke.getDashArray(), scale);
    }
    clip(placed.getBounds2D(), wide);
    page.body.append("/>");
  }

  private void dashes(float[] dashes, double scale) {
    if (dashes == null) {
      return;
    }
    page.body.append(" stroke-dasharray='");
    for (int i = 0; i < dashes.length; i++) {
      page.body.append(i > 0 ? " " : "").append(hundredths(dashes[i] * scale));
    }
    page.body.append('\'');
  }

  @Override
  public void drawString(String text, float x, float y) {
    if (text.isEmpty()) {
      return;
    }
    Font font = getFont();
    if (page.outlined) {
      fill(font.createGlyphVector(getFontRenderContext(), text).getOutline(x, y));
      return;
    }
    AffineTransform t = getTransform();
    double left = x;
    double base = y;
    boolean shifted = (t.getType() & ~AffineTransform.TYPE_TRANSLATION) == 0;
    if (shifted) {
      left += t.getTranslateX();
      base += t.getTranslateY();
    }
    page.body.append("<text");
    if (!shifted) {
      page.body.append(" transform='matrix(");
      double[] m = new double[6];
      t.getMatrix(m);
      for (int i = 0; i < 6; i++) {
        page.body.append(i > 0 ? "," : "").append(hundredths(m[i]));
      }
      page.body.append(")'");
    }
    page.body
        .append(" x='")
        .append(number(left))
        .append("' y='")
        .append(number(base))
        .append("' font-size='")
        .append(hundredths(font.getSize2D()))
        .append('\'');
    colour("fill");
    if (font.isBold()) {
      page.body.append(" font-weight='bold'");
    }
    if (font.isItalic()) {
      page.body.append(" font-style='italic'");
    }
    page.body
        .append(" textLength='")
        .append(number(font.getStringBounds(text, getFontRenderContext()).getWidth()))
        .append("'>")
        .append(escaped(text))
        .append("</text>");
  }

  /** An image in a rectangle, as a PNG inside the SVG; its pixels stay sharp. */
  @Override
  public boolean drawImage(Image img, int x, int y, int width, int height, ImageObserver observer) {
    if (!(img instanceof RenderedImage pixels) || !isUpright(getTransform())) {
      throw new UnsupportedOperationException("figures have upright images in memory only");
    }
    Rectangle2D box =
        getTransform()
            .createTransformedShape(new Rectangle2D.Double(x, y, width, height))
            .getBounds2D();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(pixels, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    page.body.append("<image");
    place(box);
    page.body
        .append(" preserveAspectRatio='none' image-rendering='pixelated'")
        .append(" href='data:image/png;base64,")
        .append(Base64.getEncoder().encodeToString(png.toByteArray()))
        .append('\'');
    clip(box, 0);
    page.body.append("/>");
    return true;
  }

  private void place(Rectangle2D box) {
    page.body.append(" x='").append(number(box.getX()));
    page.body.append("' y='").append(number(box.getY()));
    page.body.append("' width='").append(number(box.getWidth()));
    page.body.append("' height='").append(number(box.getHeight())).append('\'');
  }

  private void colour(String attribute) {
    if (!(getPaint() instanceof Color colour)) {
      throw new IllegalStateException("figures are drawn in plain colours, found " + getPaint());
    }
    page.body.append(
        String.format(Locale.ROOT, " %s='#%06x'", attribute, colour.getRGB() & 0xFFFFFF));
    double opacity = colour.getAlpha() / 255.0;
    if (getComposite() instanceof AlphaComposite alpha) {
      opacity *= alpha.getAlpha();
    }
    if (opacity < 1) {
      page.body
          .append(' ')
          .append(attribute)
          .append("-opacity='")
          .append(hundredths(opacity))
          .append('\'');
    }
  }

  /** Refers to the clip, unless what is drawn lies inside it anyway. */
  private void clip(Rectangle2D drawn, double stroke) {
    Shape clip = getClip();
    if (clip == null) {
      return;
    }
    Shape placed = getTransform().createTransformedShape(clip);
    if (placed.contains(
        drawn.getX() - stroke / 2 + 0.01,
        drawn.getY() - stroke / 2 + 0.01,
        Math.max(0.01, drawn.getWidth() + stroke - 0.02),
        Math.max(0.01, drawn.getHeight() + stroke - 0.02))) {
      return;
    }
    String id =
        page.clips.computeIfAbsent(
            SvgPath.of(placed), path -> page.name + "-clip" + page.clips.size());
    page.body.append(" clip-path='url(#").append(id).append(")'");
  }

  private static boolean isUpright(AffineTransform t) {
    return t.getShearX() == 0 && t.getShearY() == 0;
  }

  private static String number(double value) {
    return SvgPath.text(SvgPath.tenths(value));
  }

  private static String hundredths(double value) {
    String text = String.format(Locale.ROOT, "%.2f", value);
    return text.replaceFirst("\\.?0+$", "").replaceFirst("^-0$", "0");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
