package graft.job;

import graft.data.ImageDataset;
import graft.tensor.Shape;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** An image of a data set as a PNG: what the network sees, no pixel changed. */
final class ImagePng {
  private static final int COLOURS = 3;

  private ImagePng() {}

  /** In the image's own size; none where it has neither one channel nor three. */
  static Optional<byte[]> of(ImageDataset data, int image) {
    Shape sample = data.sample(); // [H, W, C]
    int height = sample.extent(0);
    int width = sample.extent(1);
    int channels = sample.last();
    if (channels != 1 && channels != COLOURS) {
      return Optional.empty();
    }
    int[] samples = new int[sample.elements()];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = Byte.toUnsignedInt(data.images()[image * samples.length + i]);
    }
    BufferedImage picture =
        new BufferedImage(
            width,
            height,
            channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    WritableRaster raster = picture.getRaster();
    raster.setPixels(0, 0, width, height, samples);
    return Optional.of(written(picture));
  }

  private static byte[] written(BufferedImage picture) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(picture, "png", out)) {
        throw new IllegalStateException("this Java writes no PNG");
      }
    } catch (IOException e) {
      throw new AssertionError("a picture can be written to memory", e);
    }
    return bytes.toByteArray();
  }
}
