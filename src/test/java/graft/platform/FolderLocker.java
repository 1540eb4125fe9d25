package graft.platform;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Holds the lock on a file, says so, and waits until it is killed or nobody listens any more. */
final class FolderLocker {
  static final String LOCKED = "locked";

  private FolderLocker() {}

  public static void main(String[] arguments) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            Path.of(arguments[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      System.out.println(channel.tryLock() == null ? "taken" : LOCKED);
      int unused = System.in.read();
    }
  }
}
