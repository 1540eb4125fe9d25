package graft.data;

import graft.fetch.Gzip;
import graft.fuzz.Input;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** IDX files of images and of labels, compressed or not. */
public final class IdxFuzz {
  private IdxFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Path file = Input.file("input.idx", input);
    Input.read(
        input,
        () -> {
          IdxFile images = IdxFile.readImages(file);
          requireContent(input, 16, images);
          Input.require(
              images.bytes().length == images.count() * images.height() * images.width(),
              "pixels for another number of images");
        },
        DataException.class);
    Input.read(
        input,
        () -> {
          IdxFile labels = IdxFile.readLabels(file);
          requireContent(input, 8, labels);
          Input.require(labels.bytes().length == labels.count(), "another number of labels");
        },
        DataException.class);
  }

  private static void requireContent(byte[] input, int header, IdxFile read) {
    Input.require(
        Gzip.isCompressed(input)
            || Arrays.equals(Arrays.copyOfRange(input, header, input.length), read.bytes()),
        "other bytes than the file has");
  }
}
