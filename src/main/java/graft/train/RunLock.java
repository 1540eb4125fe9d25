package graft.train;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps others from training in a run's folder while somebody does: two would delete each other's
 * checkpoints. It is a lock of the file {@code .lock} there, which stays; the lock ends with the
 * process, however that ends.
 */
public final class RunLock implements AutoCloseable {
  private static final String NAME = ".lock";

  /**
   * The locks of this process. POSIX lets go of all of a process's locks on a file when it closes
   * the file once, so these must not be opened a second time.
   */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private RunLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes it. Where the file system knows no locks nobody is kept away.
   *
   * @param folder is made, if need be
   * @throws IOException if somebody has it, or the folder cannot be written
   */
  public static RunLock of(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.toRealPath().resolve(NAME);
    if (!OWN.add(file)) {
      throw taken(folder);
    }
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      OWN.remove(file);
      throw e;
    }
    RunLock lock = new RunLock(file, channel);
    if (isTaken(channel)) {
      lock.close();
      throw taken(folder);
    }
    return lock;
  }

  private static boolean isTaken(FileChannel channel) {
    try {
      return channel.tryLock() == null;
    } catch (OverlappingFileLockException e) {
      return true;
    } catch (IOException e) {
      return false; // no locks here
    }
  }

  private static IOException taken(Path folder) {
    return new IOException(
        folder
            + ": another process trains in this folder at the moment; wait for its end, or give"
            + " --out another folder");
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      OWN.remove(file);
    }
  }
}
