package graft.data;

import graft.fuzz.Input;
import java.io.IOException;
import java.nio.file.Path;

/** What PNG and JPEG files say of themselves before their pixels. */
public final class ImageHeaderFuzz {
  private static final Path NAME = Path.of("input.png");

  private ImageHeaderFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Input.read(
        input,
        () -> {
          ImageHeader header = ImageHeader.of(NAME, input);
          Input.require(header.height() > 0 && header.width() > 0, "no pixel");
          Input.require(ImageHeader.isImage(input), "a header of what is no image");
        },
        DataException.class);
  }
}
