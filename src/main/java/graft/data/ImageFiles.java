package graft.data;

import graft.fetch.Sha256;
import graft.tensor.Shape;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Reads many images of one size, on as many threads as there are processors. What comes out, an
 * error too, does not depend on how many those are.
 */
final class ImageFiles {
  private static final long PAUSE_MILLIS = 100; // between two looks at the progress

  private final List<Path> files;
  private final Path first;
  private final ImageHeader expected;
  private final byte[] images; // [N, H, W, 3]
  private final byte[] oddities; // [N], bits
  private final String[] sums; // [N], of the files
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicReference<Failure> failure = new AtomicReference<>();

  /** The failure of the earliest file. */
  private record Failure(int position, Throwable cause) {}

  private ImageFiles(List<Path> files, Path first, ImageHeader expected) {
    this.files = files;
    this.first = first;
    this.expected = expected;
    this.images =
        new byte[files.size() * expected.height() * expected.width() * ImageDecoder.CHANNELS];
    this.oddities = new byte[files.size()];
    this.sums = new String[files.size()];
  }

  /**
   * Reads them.
   *
   * @param files in the order in which they are to come out
   * @param first the file whose size all must have
   * @param what is read, for the listener
   * @throws DataException of the first of the files that cannot be read or is of another size
   */
  static ImageFiles read(List<Path> files, Path first, String what, DataListener listener)
      throws DataException {
    ImageHeader expected = ImageHeader.of(first, PixelFile.content(first));
    long size = (long) files.size() * expected.height() * expected.width() * ImageDecoder.CHANNELS;
    if (size > Integer.MAX_VALUE - 8) {
      throw DataException.of(
          first,
          String.format(Locale.ROOT, "%,d images of its %s pixels", files.size(), expected.size()),
          "less than 2 GiB of pixels");
    }
    ImageFiles reading = new ImageFiles(files, first, expected);
    reading.run(what, listener);
    return reading;
  }

  /** [H, W, 3]. */
  Shape size() {
    return Shape.of(expected.height(), expected.width(), ImageDecoder.CHANNELS);
  }

  /** [N, H, W, 3], grey as R = G = B: the array itself. */
  byte[] images() {
    return images;
  }

  /** Of one of the N. */
  boolean has(Oddity oddity, int position) {
    return (oddities[position] & oddity.bit()) != 0;
  }

  /** Of one of the N files. */
  String sha256(int position) {
    return sums[position];
  }

  private void run(String what, DataListener listener) throws DataException {
    int threads = Math.min(Runtime.getRuntime().availableProcessors(), files.size());
    CountDownLatch ended = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      Thread worker = new Thread(() -> work(ended), "image reader " + i);
      worker.setDaemon(true);
      worker.start();
    }
    try {
      while (!ended.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        listener.progress(what, done.get(), files.size());
      }
    } catch (InterruptedException e) {
      next.set(files.size());
      Thread.currentThread().interrupt();
      throw new DataException("reading " + what + " was interrupted", e);
    }
    listener.progress(what, done.get(), files.size());
    Failure failed = failure.get();
    if (failed != null) {
      if (failed.cause instanceof OutOfMemoryError lack) {
        throw lack;
      }
      throw failed.cause instanceof DataException known
          ? known
          : new DataException(
              files.get(failed.position) + ": cannot be read: " + failed.cause, failed.cause);
    }
  }

  private void work(CountDownLatch ended) {
    try {
      ImageDecoder decoder = new ImageDecoder();
      for (int i = next.getAndIncrement(); i < files.size(); i = next.getAndIncrement()) {
        try {
          read(i, decoder);
          done.incrementAndGet();
        } catch (DataException | RuntimeException | Error e) {
          // Those before it were all begun, and will end: the earliest failure is always found.
          next.set(files.size());
          Failure mine = new Failure(i, e);
          failure.accumulateAndGet(mine, ImageFiles::earlier);
        }
      }
    } finally {
      ended.countDown();
    }
  }

  private static Failure earlier(Failure one, Failure other) {
    return one == null || other.position < one.position ? other : one;
  }

  private void read(int position, ImageDecoder decoder) throws DataException {
    Path file = files.get(position);
    byte[] content = PixelFile.content(file);
    ImageHeader header = ImageHeader.of(file, content);
    if (header.height() != expected.height() || header.width() != expected.width()) {
      throw DataException.of(
          file, "an image of " + header.size(), expected.size() + " as " + first + " has");
    }
    int at = position * expected.height() * expected.width() * ImageDecoder.CHANNELS;
    oddities[position] = (byte) decoder.decode(file, content, header, images, at);
    MessageDigest digest = Sha256.digest();
    digest.update(content);
    sums[position] = Sha256.hex(digest);
  }
}
