package graft.train;

import graft.fetch.ProcessLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Keeps others from training in a run's folder while somebody does: two would delete each other's
 * checkpoints. It is a lock of the file {@code .lock} there, which stays.
 */
public final class RunLock implements AutoCloseable {
  private static final String NAME = ".lock";

  private final ProcessLock lock;

  private RunLock(ProcessLock lock) {
    this.lock = lock;
  }

  /**
   * Takes it. Where the file system knows no locks, other processes are not kept away.
   *
   * @param folder is made, if need be
   * @throws IOException if somebody has it, or the folder cannot be written
   */
  public static RunLock of(Path folder) throws IOException {
    Files.createDirectories(folder);
    return new RunLock(ProcessLock.tryTake(folder, NAME).orElseThrow(() -> taken(folder)));
  }

  private static IOException taken(Path folder) {
    return new IOException(
        folder
            + ": another process trains in this folder at the moment; wait for its end, or give"
            + " --out another folder");
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
