package graft.data;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** Finds test images that are among the training images too, of which a model knows the answer. */
final class SharedImages {
  private static final int LEAST = 10; // a few stand in well-known data sets
  private static final int SHARE = 10; // one of so many of the test images

  private SharedImages() {}

  /** What there is to say if many of the test images have the same pixels as a training image. */
  static Optional<String> notice(DataSplits data) {
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < data.train().count(); i++) {
      seen.add(checksum(data.train(), i));
    }
    int shared = 0;
    for (int i = 0; i < data.test().count(); i++) {
      shared += seen.contains(checksum(data.test(), i)) ? 1 : 0;
    }
    return shared < LEAST || shared * (long) SHARE < data.test().count()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%,d of the %,d images of %s are among the training images, pixel for pixel: what a"
                    + " model makes of them says little of others",
                shared,
                data.test().count(),
                data.test().name()));
  }

  /** Of 64 bits, from two of 32 that processors compute as fast as they read. */
  private static long checksum(ImageDataset images, int position) {
    int size = images.sample().elements();
    CRC32 one = new CRC32();
    CRC32C other = new CRC32C();
    one.update(images.images(), position * size, size);
    other.update(images.images(), position * size, size);
    return one.getValue() << 32 | other.getValue();
  }
}
