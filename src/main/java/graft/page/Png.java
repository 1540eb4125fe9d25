package graft.page;

import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Images as PNG files' bytes. */
final class Png {
  static {
    needNoScreen();
  }

  private Png() {}

  /** Tells Java that nothing is shown, so that it does not look for the libraries of a screen. */
  static void needNoScreen() {
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
  }

  static byte[] of(RenderedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // A stream in memory: ImageIO would else make a file in the temporary folder.
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image, "png", stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
