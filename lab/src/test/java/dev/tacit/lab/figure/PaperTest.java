package dev.tacit.lab.figure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tacit.lab.figure.Diagram.Across;
import dev.tacit.lab.figure.Diagram.Across.Kind;
import dev.tacit.lab.figure.Diagram.Line;
import dev.tacit.lab.figure.Diagram.Point;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSNumber;
import org.apache.pdfbox.pdfparser.PDFStreamParser;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;

class PaperTest {
  private static final double INCH = 25.4; // mm

  private static Diagram diagram(int panels, String... labels) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      int nth = i;
      List<Point> points =
          IntStream.range(0, 9)
              .mapToObj(x -> new Point(x, nth + x, nth + x - 0.5, nth + x + 0.5))
              .toList();
      lines.add(
          new Line(
              labels[i],
              Look.PALETTE.get(i),
              Look.stroke(2),
              Look.stroke(2),
              3,
              true,
              points,
              false));
    }
    return new Diagram(
        "some",
        "A title",
        "Norm (‖w‖₂)",
        new Across("epoch", Kind.EPOCH),
        IntStream.range(0, panels)
            .mapToObj(
                i ->
                    new Diagram.Panel(
                        panels == 1 ? "" : "batch = " + i, new Scale.Linear(), false, lines))
            .toList(),
        false,
        true,
        Diagram.Size.of(panels));
  }

  private static Paper paper(String size, double font) {
    return new Paper(PaperSize.parse(size), font, false, 300);
  }

  private static byte[] file(String size, double font, PaperFormat format) throws IOException {
    return paper(size, font).of(diagram(1, "SGD", "Adam")).file(format);
  }

  @Test
  void aPdfIsOnePageOfTheSize() throws IOException {
    try (PDDocument document = Loader.loadPDF(file("85x60mm", 8, PaperFormat.PDF))) {
      assertEquals(1, document.getNumberOfPages());
      assertEquals(85 / INCH * 72, document.getPage(0).getMediaBox().getWidth(), 1e-3);
      assertEquals(60 / INCH * 72, document.getPage(0).getMediaBox().getHeight(), 1e-3);
    }
    try (PDDocument document = Loader.loadPDF(file("3.25in", 8, PaperFormat.PDF))) {
      assertEquals(234, document.getPage(0).getMediaBox().getWidth(), 1e-3);
    }
  }

  @Test
  void allTextOfAPdfHasTheSizeThatIsAskedFor() throws IOException {
    try (PDDocument document = Loader.loadPDF(file("85mm", 7.5, PaperFormat.PDF))) {
      int texts = 0;
      List<Object> operands = new ArrayList<>();
      for (Object token : new PDFStreamParser(document.getPage(0)).parse()) {
        if (!(token instanceof Operator operator)) {
          operands.add(token);
          continue;
        }
        if (operator.getName().equals("Tf")) {
          assertEquals(7.5, ((COSNumber) operands.get(1)).floatValue(), 1e-3);
          texts++;
        } else if (operator.getName().equals("Tm")) { // the text is turned, not scaled
          double a = ((COSNumber) operands.get(0)).floatValue();
          double b = ((COSNumber) operands.get(1)).floatValue();
          assertEquals(1, Math.hypot(a, b), 1e-3);
        }
        assertFalse(operator.getName().equals("cm"), "nor is anything around it");
        operands.clear();
      }
      assertTrue(texts > 10);
    }
  }

  @Test
  void aPdfHoldsTheLettersThatItUses() throws IOException {
    byte[] file = file("85mm", 8, PaperFormat.PDF);
    assertTrue(file.length < 60_000, file.length + " bytes"); // the whole font has 760,000
    try (PDDocument document = Loader.loadPDF(file)) {
      PDPage page = document.getPage(0);
      int fonts = 0;
      for (COSName name : page.getResources().getFontNames()) {
        PDFont font = page.getResources().getFont(name);
        assertTrue(font.isEmbedded(), font.getName());
        assertTrue(font.getName().endsWith("+DejaVuSans"), font.getName() + " is a subset");
        fonts++;
      }
      assertEquals(1, fonts);
      PDFTextStripper stripper = new PDFTextStripper();
      String text = stripper.getText(document).replaceAll("\\s", "");
      assertTrue(text.contains("SGD") && text.contains("epoch"), text);
      assertFalse(text.contains("title"), text);
    }
  }

  @Test
  void theSameFigureHasTheSameBytes() throws IOException {
    for (PaperFormat format : PaperFormat.values()) {
      assertArrayEquals(file("85mm", 8, format), file("85mm", 8, format), format.suffix());
    }
    String pdf = new String(file("85mm", 8, PaperFormat.PDF), StandardCharsets.ISO_8859_1);
    assertFalse(pdf.contains("CreationDate") || pdf.contains("ModDate"));
  }

  @Test
  void anSvgHasTheSizeAndNeedsNoFont() throws IOException {
    String svg = new String(file("85x60mm", 8, PaperFormat.SVG), StandardCharsets.UTF_8);
    assertTrue(svg.contains("<svg width='85mm' height='60mm' "), svg.substring(0, 200));
    assertTrue(svg.contains("viewBox='0 0 2409.4 1700.8'"), svg.substring(0, 200));
    assertFalse(svg.contains("<text"));
  }

  @Test
  void aPngSaysHowLargeItsPixelsAre() throws IOException {
    byte[] png = file("85x60mm", 8, PaperFormat.PNG);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertEquals(1004, image.getWidth()); // 85 / 25.4 · 300
    assertEquals(709, image.getHeight());
    int at = new String(png, StandardCharsets.ISO_8859_1).indexOf("pHYs") + 4;
    ByteBuffer chunk = ByteBuffer.wrap(png, at, 9);
    assertEquals(11811, chunk.getInt()); // 300 / 0.0254 in a metre
    assertEquals(11811, chunk.getInt());
    assertEquals(1, chunk.get());
  }

  @Test
  void linesDifferWithoutTheirColours() {
    Diagram print = InPrint.of(diagram(1, "a", "b", "c", "d", "e", "f", "g"), false);
    List<Line> lines = print.panels().get(0).lines();
    long kinds = lines.stream().map(l -> List.of(l.marker(), dashes(l))).distinct().count();
    assertEquals(7, kinds);
    for (int i = 1; i < lines.size(); i++) {
      double before = Lightness.of(lines.get(i - 1).color());
      assertTrue(Lightness.of(lines.get(i).color()) > before + 4);
    }
    Diagram grey = InPrint.of(diagram(1, "a", "b"), true);
    for (Line line : grey.panels().get(0).lines()) {
      assertEquals(line.color().getRed(), line.color().getGreen());
      assertEquals(line.color().getRed(), line.color().getBlue());
    }
  }

  private static List<Float> dashes(Line line) {
    List<Float> dashes = new ArrayList<>();
    float[] array = line.stroke().getDashArray();
    for (int i = 0; array != null && i < array.length; i++) {
      dashes.add(array[i]);
    }
    return dashes;
  }

  @Test
  void paperThatIsTooSmallIsRefusedWithWhatWouldDo() {
    assertRefused("needs", () -> paper("30mm", 12).of(diagram(1, "SGD")));
    assertRefused("not high enough", () -> paper("85x20mm", 8).of(diagram(1, "SGD")));
    assertRefused("not high enough", () -> paper("85x60mm", 8).of(diagram(6, "SGD")));
    assertRefused(
        "pixels",
        () ->
            new Paper(PaperSize.parse("500mm"), 8, false, 2400)
                .of(diagram(1, "SGD"))
                .file(PaperFormat.PNG));
  }

  @Test
  void theHeightThatIsNamedIsEnough() {
    String says =
        assertThrows(
                IllegalArgumentException.class, () -> paper("85x20mm", 8).of(diagram(1, "SGD")))
            .getMessage();
    String needed = says.replaceFirst(".*it needs ([0-9.]+) mm.*", "$1");
    assertEquals(
        Double.parseDouble(needed) / INCH * 72,
        paper("85x" + needed + "mm", 8).of(diagram(1, "SGD")).height(),
        1e-9);
  }

  @Test
  void whatTheFontLacksIsSaid() {
    assertRefused("lacks '漢'", () -> paper("85mm", 8).of(diagram(1, "漢")));
    assertRefused("left to right", () -> paper("85mm", 8).of(diagram(1, "א")));
  }

  @Test
  void fontsAndResolutionsHaveBounds() {
    for (double font : new double[] {0, 3.9, 36.1, 1000, -8, Double.NaN}) {
      assertRefused("from 4 to 36 points", () -> paper("85mm", font));
    }
    for (int dpi : new int[] {0, 71, 2401, -300}) {
      assertRefused("from 72 to 2400 dpi", () -> new Paper(PaperSize.parse("85mm"), 8, false, dpi));
    }
  }

  private interface Doing {
    void now() throws IOException;
  }

  private static void assertRefused(String why, Doing doing) {
    String says = assertThrows(IllegalArgumentException.class, doing::now).getMessage();
    assertTrue(says.contains(why), says);
  }
}
