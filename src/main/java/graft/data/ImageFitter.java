package graft.data;

import graft.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads files one by one and makes their images fit, counting what it had to do. */
final class ImageFitter {
  private static final double RED = 0.299; // ITU-R BT.601
  private static final double GREEN = 0.587;
  private static final double BLUE = 0.114;
  private static final double WHITE = 255;

  private final ImageFitting fitting;
  private final Shape sample; // [H, W, C]
  private final ImageDecoder decoder = new ImageDecoder();
  private final ByteArrayOutputStream images = new ByteArrayOutputStream(); // [N, H, W, C]
  private final List<String> names = new ArrayList<>();
  private final Map<Oddity, Count> oddities = new EnumMap<>(Oddity.class);
  private Count opposite = new Count(0, "");
  private double brightness; // of the first opposite border

  /** How many images, and the first of them. */
  private record Count(int images, String first) {
    Count plus(int more, String name) {
      return new Count(images + more, images == 0 ? name : first);
    }
  }

  ImageFitter(ImageFitting fitting) {
    this.fitting = fitting;
    this.sample = fitting.sample();
  }

  /**
   * Reads a file's images.
   *
   * @throws DataException as {@link ImageFitting#read} says
   */
  void add(Path file) throws DataException {
    PixelFile read = PixelFile.read(file, decoder);
    long bytes = images.size() + (long) read.count() * sample.elements();
    if (bytes > Integer.MAX_VALUE - 8) {
      throw DataException.of(
          file,
          String.format(
              Locale.ROOT,
              "%,d images of %s, with those before it 2 GiB or more",
              read.count(),
              sample),
          "fewer images at a time");
    }
    count(file, read);
    Resampling resampling =
        new Resampling(
            read.height(), read.width(), read.channels(), sample.extent(0), sample.extent(1));
    for (int i = 0; i < read.count(); i++) {
      String name = read.count() == 1 ? file.toString() : file + "#" + i;
      names.add(name);
      byte[] image = finished(resampling.apply(read.pixels(), i), read.channels());
      images.write(image, 0, image.length);
      compare(image, name);
    }
  }

  private void count(Path file, PixelFile read) {
    int height = sample.extent(0);
    int width = sample.extent(1);
    boolean colour = sample.last() != 1;
    String name = file.toString();
    String sized = String.format(Locale.ROOT, "%s, %s to %dx%d", file, read.size(), height, width);
    count(Oddity.TRANSPARENT, read.has(Oddity.TRANSPARENT), read, name);
    count(Oddity.ROTATED, read.has(Oddity.ROTATED), read, name);
    count(Oddity.GREY, colour && read.has(Oddity.GREY), read, name);
    count(Oddity.COLOUR, !colour && read.channels() != 1, read, name);
    count(Oddity.RESIZED, read.height() != height || read.width() != width, read, sized);
    boolean stretched = (long) read.height() * width != (long) read.width() * height;
    count(Oddity.STRETCHED, stretched, read, sized);
  }

  private void count(Oddity oddity, boolean found, PixelFile read, String name) {
    if (found) {
      Count before = oddities.getOrDefault(oddity, new Count(0, ""));
      oddities.put(oddity, before.plus(read.count(), name));
    }
  }

  /** With the channels that are wanted, inverted if that is asked for, rounded once. */
  private byte[] finished(double[] pixels, int channels) {
    byte[] image = new byte[sample.elements()];
    int wanted = sample.last();
    for (int i = 0; i < image.length; i++) {
      double value =
          wanted == 1 && channels > 1
              ? RED * pixels[i * channels]
                  + GREEN * pixels[i * channels + 1]
                  + BLUE * pixels[i * channels + 2]
              : pixels[i / wanted * channels + (channels == 1 ? 0 : i % wanted)];
      image[i] = Resampling.toByte(fitting.invert() ? WHITE - value : value);
    }
    return image;
  }

  private void compare(byte[] image, String name) {
    if (fitting.trained().isPresent()) {
      ImageBorder border = ImageBorder.of(image, sample, 0, 1);
      if (border.isOppositeOf(fitting.trained().get())) {
        brightness = opposite.images == 0 ? border.brightness() : brightness;
        opposite = opposite.plus(1, name);
      }
    }
  }

  /** All that was read. */
  FittedImages fitted() {
    List<String> notices = new ArrayList<>();
    oddities.forEach((oddity, count) -> notices.add(oddity.describe(count.images, count.first)));
    return new FittedImages(images.toByteArray(), sample, names, notices, hint());
  }

  private Optional<String> hint() {
    if (opposite.images == 0) {
      return Optional.empty();
    }
    double trained = fitting.trained().orElseThrow().brightness();
    return Optional.of(
        String.format(
            Locale.ROOT,
            "the border of %,d of %,d images is %s (%.2f where white is 1; the first is %s), that"
                + " of the images that the model learned from is %s (%.2f): they may have to be %s"
                + " (--invert)",
            opposite.images,
            names.size(),
            trained < brightness ? "bright" : "dark",
            brightness,
            opposite.first,
            trained < brightness ? "dark" : "bright",
            trained,
            fitting.invert() ? "left as they are, without inversion" : "inverted"));
  }
}
