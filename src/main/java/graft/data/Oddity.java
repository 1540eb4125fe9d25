package graft.data;

import graft.fetch.OneLine;
import java.util.Locale;

/** What an image has that others of its data set may lack, and what is done about it. */
enum Oddity {
  GREY(1, "of brightness alone where colour is expected: read as R = G = B"),
  TRANSPARENT(2, "with transparent pixels: laid over black"),
  ROTATED(4, "whose Exif data asks to show it turned or mirrored: read as it is stored"),
  // The weights are those of ITU-R BT.601.
  COLOUR(8, "in colour where grey is expected: read as 0.299 R + 0.587 G + 0.114 B"),
  RESIZED(16, "of another size than the model takes: resized, bilinear"),
  STRETCHED(32, "of other proportions than the model takes: stretched");

  private final int bit;
  private final String text;

  Oddity(int bit, String text) {
    this.bit = bit;
    this.text = text;
  }

  /** Its bit among an image's oddities. */
  int bit() {
    return bit;
  }

  /** As "3 images with ..., as FILE". */
  String describe(int count, Object first) {
    return String.format(
        Locale.ROOT,
        "%,d %s %s; the first is %s",
        count,
        count == 1 ? "image" : "images",
        text,
        OneLine.of(first.toString()));
  }
}
