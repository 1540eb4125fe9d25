package graft.data;

import graft.fuzz.Input;
import java.io.IOException;
import java.nio.file.Path;

/** CIFAR's binary files, compressed or not. */
public final class CifarFuzz {
  private static final int IMAGE = CifarFormat.SIZE * CifarFormat.SIZE * CifarFormat.CHANNELS;

  private CifarFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Path file = Input.file("input.bin", input);
    for (CifarFormat format : CifarFormat.values()) {
      Input.read(
          input,
          () -> {
            CifarFile read = CifarFile.read(file, format);
            byte[] images = new byte[read.count() * IMAGE];
            byte[] labels = new byte[read.count()];
            read.copyTo(images, labels, 0);
            for (byte label : labels) {
              Input.require(
                  Byte.toUnsignedInt(label) < format.classes(), "a label of no class: " + label);
            }
          },
          DataException.class);
    }
  }
}
