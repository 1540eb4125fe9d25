package graft.platform;

import graft.fetch.ProcessLock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Lets one process at a time fill a folder that several need, so that twenty that start at once do
 * not unpack a hundred megabytes each. It saves work, and nothing rests on it: who waits too long
 * fills the folder as well.
 */
final class FillTurn implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final Optional<ProcessLock> lock;

  private FillTurn(Optional<ProcessLock> lock) {
    this.lock = lock;
  }

  /**
   * Waits for it.
   *
   * @param folder that is to be filled; the lock is a file beside it
   */
  static FillTurn await(Path folder) {
    Path parent = folder.toAbsolutePath().getParent();
    try {
      return new FillTurn(
          ProcessLock.await(parent, folder.getFileName() + ".lock", LONGEST, () -> {}));
    } catch (IOException e) {
      return new FillTurn(Optional.empty()); // what is wrong with the folder, filling tells
    }
  }

  @Override
  public void close() throws IOException {
    if (lock.isPresent()) {
      lock.get().close();
    }
  }
}
