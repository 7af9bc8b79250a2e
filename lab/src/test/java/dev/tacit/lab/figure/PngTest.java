package dev.tacit.lab.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PngTest {
  /** Java's own reader, which checks the sums, finds every pixel. */
  @Test
  void aReaderOfAnotherMakeFindsTheSamePicture() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    for (int[] size : new int[][] {{1, 1}, {7, 3}, {300, 200}}) {
      BufferedImage image = new BufferedImage(size[0], size[1], BufferedImage.TYPE_INT_RGB);
      for (int y = 0; y < size[1]; y++) {
        for (int x = 0; x < size[0]; x++) {
          image.setRGB(x, y, random.nextInt());
        }
      }
      BufferedImage read = ImageIO.read(new ByteArrayInputStream(Png.of(image)));
      assertEquals(size[0], read.getWidth());
      assertEquals(size[1], read.getHeight());
      for (int y = 0; y < size[1]; y++) {
        for (int x = 0; x < size[0]; x++) {
          assertEquals(image.getRGB(x, y), read.getRGB(x, y), x + ", " + y);
        }
      }
    }
  }
}
