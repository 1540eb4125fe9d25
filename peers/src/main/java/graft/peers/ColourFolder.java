package graft.peers;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A folder of colour images, one folder a class, as tensors.
 *
 * @param images {@code [N, 3, H, W]}, bytes / 255
 * @param labels {@code [N]}, int64, classes in the order of their folders' names
 */
record ColourFolder(Tensor images, Tensor labels) {
  /**
   * Reads all images.
   *
   * @throws IOException if a file cannot be read, or is no image of the first one's size
   */
  static ColourFolder read(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    List<Long> labels = new ArrayList<>();
    List<Path> classes = sorted(folder);
    for (int label = 0; label < classes.size(); label++) {
      for (Path file : sorted(classes.get(label))) {
        files.add(file);
        labels.add((long) label);
      }
    }
    BufferedImage first = image(files.get(0));
    int height = first.getHeight();
    int width = first.getWidth();
    float[] values = new float[files.size() * 3 * height * width];
    for (int i = 0; i < files.size(); i++) {
      copy(image(files.get(i)), files.get(i), height, width, values, i * 3 * height * width);
    }
    return new ColourFolder(
        torch.tensor(values).view(files.size(), 3, height, width),
        torch.tensor(labels.stream().mapToLong(Long::longValue).toArray()));
  }

  private static List<Path> sorted(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  private static BufferedImage image(Path file) throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    if (image == null) {
      throw new IOException(file + " is no image");
    }
    return image;
  }

  private static void copy(
      BufferedImage image, Path file, int height, int width, float[] values, int first)
      throws IOException {
    if (image.getHeight() != height || image.getWidth() != width) {
      throw new IOException(
          "%s has %d x %d pixels, the first image %d x %d"
              .formatted(file, image.getHeight(), image.getWidth(), height, width));
    }
    int pixels = height * width;
    int[] packed = image.getRGB(0, 0, width, height, null, 0, width);
    for (int i = 0; i < pixels; i++) {
      values[first + i] = (packed[i] >> 16 & 255) / 255f;
      values[first + pixels + i] = (packed[i] >> 8 & 255) / 255f;
      values[first + 2 * pixels + i] = (packed[i] & 255) / 255f;
    }
  }

  int count() {
    return (int) labels.size(0);
  }
}
