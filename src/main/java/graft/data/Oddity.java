package graft.data;

/** What an image has that others of its data set may lack, and what is done about it. */
enum Oddity {
  GREY("of brightness alone among colour ones: read as R = G = B"),
  TRANSPARENT("with transparent pixels: laid over black"),
  ROTATED("whose Exif data asks to show it turned or mirrored: read as it is stored");

  private final String text;

  Oddity(String text) {
    this.text = text;
  }

  /** Its bit among an image's oddities. */
  int bit() {
    return 1 << ordinal();
  }

  /** As "3 images with ..., as FILE". */
  String describe(int count, Object first) {
    return "%,d %s %s; the first is %s"
        .formatted(count, count == 1 ? "image" : "images", text, first);
  }
}
