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
  private static final int TICK_MILLIS = 10;

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
    long begin = System.nanoTime();
    Optional<ProcessLock> lock = Optional.empty();
    try {
      lock = take(folder);
      while (lock.isEmpty() && System.nanoTime() - begin < LONGEST.toNanos()) {
        Thread.sleep(TICK_MILLIS);
        lock = take(folder);
      }
    } catch (IOException e) {
      // What is wrong with the folder, filling tells.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new FillTurn(lock);
  }

  private static Optional<ProcessLock> take(Path folder) throws IOException {
    Path parent = folder.toAbsolutePath().getParent();
    return ProcessLock.tryTake(parent, folder.getFileName() + ".lock");
  }

  @Override
  public void close() throws IOException {
    if (lock.isPresent()) {
      lock.get().close();
    }
  }
}
