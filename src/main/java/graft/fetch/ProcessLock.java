package graft.fetch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one holder at a time has, of all threads and processes: a lock of a file, which stays. The
 * lock ends with the process, however that ends.
 */
public final class ProcessLock implements AutoCloseable {
  /**
   * The locks of this process. POSIX lets go of all of a process's locks on a file when it closes
   * the file once, so these must not be opened a second time.
   */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private ProcessLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes it; empty if somebody has it. Where the file system knows no locks, other processes are
   * not kept away.
   *
   * @param folder of the file
   * @param name of the file, which is made, if need be
   * @throws IOException if the file cannot be opened
   */
  public static Optional<ProcessLock> tryTake(Path folder, String name) throws IOException {
    Path file = folder.toRealPath().resolve(name);
    if (!OWN.add(file)) {
      return Optional.empty();
    }
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      OWN.remove(file);
      throw e;
    }
    ProcessLock lock = new ProcessLock(file, channel);
    if (isTaken(channel)) {
      lock.close();
      return Optional.empty();
    }
    return Optional.of(lock);
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

  @Override
  public void close() throws IOException {
    try (channel) {
      OWN.remove(file);
    }
  }
}
