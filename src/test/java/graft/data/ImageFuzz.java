package graft.data;

import graft.fuzz.Input;
import java.io.IOException;
import java.nio.file.Path;

/** Images as they are given to a trained model: PNG, JPEG, IDX. */
public final class ImageFuzz {
  private static final ImageDecoder DECODER = new ImageDecoder();

  /** Larger ones cost time and nothing else: their bound is PixelFile's. */
  private static final int MOST_PIXELS = 1 << 20;

  private ImageFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Path file = Input.file("input.image", input);
    if (isLarge(file, input)) {
      return;
    }
    Input.read(
        input,
        () -> {
          PixelFile read = PixelFile.read(file, DECODER);
          Input.require(
              read.pixels().length == read.count() * read.height() * read.width() * read.channels(),
              "pixels for another size");
          Input.require(read.channels() == 1 || read.channels() == 3, "neither grey nor RGB");
        },
        DataException.class);
  }

  private static boolean isLarge(Path file, byte[] input) {
    try {
      ImageHeader header = ImageHeader.of(file, input);
      return (long) header.height() * header.width() > MOST_PIXELS;
    } catch (DataException e) {
      return false;
    }
  }
}
