package graft.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * A folder whose disk becomes full, in a process that was started with {@link #environment}: the
 * library before all others (src/test/native/full_disk.cpp) refuses calls of the system.
 */
final class FullDisk {
  private static final Path LIBRARY = Path.of("target/test-native/libgraft-full-disk.so");
  private static final int LEFT = 0;
  private static final int ASKED = 1;
  private static final int REFUSED = 2;
  private static final long ENDLESS = Long.MAX_VALUE / 2;

  private final LongBuffer calls;

  /** Of this process. */
  FullDisk() throws IOException {
    Path file = Path.of(System.getenv("GRAFT_TEST_DISK_CALLS"));
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      calls =
          channel
              .map(FileChannel.MapMode.READ_WRITE, 0, 3 * Long.BYTES)
              .order(ByteOrder.nativeOrder())
              .asLongBuffer();
    }
    empty();
  }

  /**
   * What the process is started with.
   *
   * @param folder on the disk
   * @param outside a folder for what the test and the library say to each other
   */
  static Map<String, String> environment(Path folder, Path outside) throws IOException {
    Path calls = outside.resolve("calls");
    ByteBuffer start = ByteBuffer.allocate(3 * Long.BYTES).order(ByteOrder.nativeOrder());
    start.putLong(0, ENDLESS);
    Files.write(calls, start.array());
    return Map.of(
        "LD_PRELOAD",
        LIBRARY.toAbsolutePath().toString(),
        "GRAFT_TEST_DISK",
        folder.toRealPath().toString(),
        "GRAFT_TEST_DISK_CALLS",
        calls.toString());
  }

  /** From now on everything fits. */
  void empty() {
    calls.put(LEFT, ENDLESS);
  }

  /** So many calls succeed from now on, and none after them. */
  void fillAfter(long calls) {
    this.calls.put(ASKED, 0);
    this.calls.put(REFUSED, 0);
    this.calls.put(LEFT, calls);
  }

  /** How many calls there were that a full disk may refuse. */
  long asked() {
    return calls.get(ASKED);
  }

  /** How many it refused. */
  long refused() {
    return calls.get(REFUSED);
  }
}
