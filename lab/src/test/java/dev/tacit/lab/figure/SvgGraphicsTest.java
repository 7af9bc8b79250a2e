package dev.tacit.lab.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.util.Base64;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class SvgGraphicsTest {

  private static Document parse(SvgGraphics g) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(g.document())));
  }

  private static Element only(SvgGraphics g, String tag) throws Exception {
    Document document = parse(g);
    assertEquals(1, document.getElementsByTagName(tag).getLength(), g.element());
    return (Element) document.getElementsByTagName(tag).item(0);
  }

  @Test
  void writesLinesRelativeToTheLastPointInTenthsOfAPixel() {
    Path2D path = new Path2D.Double();
    path.moveTo(1, 2);
    path.lineTo(1.53, 2);
    path.lineTo(1.04, -3);
    path.quadTo(5, 6, 7.25, 8);
    path.closePath();
    assertEquals("M1 2l.5 0-.5-5Q5 6 7.3 8z", SvgPath.of(path));
  }

  @Test
  void appliesTheTransformToShapesAndStrokes() throws Exception {
    SvgGraphics g = new SvgGraphics("f", 100, 50);
    g.translate(10, 20);
    g.scale(2, 2);
    g.setColor(new Color(0, 114, 178, 51));
    g.setStroke(
        new BasicStroke(
            1.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 1, new float[] {3, 2}, 0));
    g.draw(new Line2D.Double(0, 0, 5, 5));
    Element path = only(g, "path");
    assertEquals("M10 20l10 10", path.getAttribute("d"));
    assertEquals("#0072b2", path.getAttribute("stroke"));
    assertEquals("0.2", path.getAttribute("stroke-opacity"));
    assertEquals("3", path.getAttribute("stroke-width"));
    assertEquals("6 4", path.getAttribute("stroke-dasharray"));
  }

  @Test
  void refersToAClipOnlyWhereItCuts() throws Exception {
    SvgGraphics g = new SvgGraphics("f", 100, 50);
    g.setClip(new Rectangle2D.Double(10, 10, 20, 20));
    g.fill(new Ellipse2D.Double(12, 12, 4, 4));
    assertEquals(0, parse(g).getElementsByTagName("clipPath").getLength());
    g.fill(new Ellipse2D.Double(25, 12, 10, 10));
    g.fill(new Ellipse2D.Double(25, 14, 10, 10));
    assertEquals("f-clip0", only(g, "clipPath").getAttribute("id"), "one clip, used twice");
  }

  @Test
  void textIsEscapedAndHasTheLengthItWasLaidOutWith() throws Exception {
    SvgGraphics g = new SvgGraphics("f", 100, 50);
    g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 13));
    g.drawString("a < b & ‖∇C‖²", 5, 6);
    Element text = only(g, "text");
    assertEquals("a < b & ‖∇C‖²", text.getTextContent());
    assertEquals("bold", text.getAttribute("font-weight"));
    double width = g.getFontMetrics().getStringBounds("a < b & ‖∇C‖²", g).getWidth();
    assertEquals(width, Double.parseDouble(text.getAttribute("textLength")), 0.06);
  }

  @Test
  void aTurnedTextKeepsItsTransform() throws Exception {
    SvgGraphics g = new SvgGraphics("f", 100, 50);
    g.rotate(-Math.PI / 2, 10, 20);
    g.drawString("y", 10, 20);
    assertTrue(only(g, "text").getAttribute("transform").startsWith("matrix(0,-1,1,0,"));
  }

  @Test
  void copiesShareThePageButNotTheirState() throws Exception {
    SvgGraphics g = new SvgGraphics("f", 100, 50);
    Graphics2D copy = (Graphics2D) g.create();
    copy.setColor(Color.RED);
    copy.translate(5, 5);
    copy.dispose();
    g.fillRect(0, 0, 1, 1);
    assertEquals("#000000", only(g, "rect").getAttribute("fill"));
    assertEquals("0", only(g, "rect").getAttribute("x"));
  }

  @Test
  void anImageIsAPngInItsRectangle() throws Exception {
    SvgGraphics g = new SvgGraphics("f", 100, 50);
    g.scale(2, 2);
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(1, 0, 0x0072B2);
    assertTrue(g.drawImage(image, 1, 2, 10, 5, null));
    Element element = only(g, "image");
    assertEquals("20", element.getAttribute("width"));
    String data = element.getAttribute("href").replaceFirst("^data:image/png;base64,", "");
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(data)));
    assertEquals(0x0072B2, read.getRGB(1, 0) & 0xFFFFFF);
  }

  @Test
  void whatItCannotDrawIsRefused() {
    SvgGraphics g = new SvgGraphics("f", 100, 50);
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    AffineTransform turned = AffineTransform.getRotateInstance(1);
    assertThrows(UnsupportedOperationException.class, () -> g.drawImage(image, turned, null));
    g.setPaint(new GradientPaint(0, 0, Color.RED, 1, 1, Color.BLUE));
    assertThrows(IllegalStateException.class, () -> g.fillRect(0, 0, 1, 1));
  }
}
