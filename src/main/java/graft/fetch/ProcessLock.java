package graft.fetch;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
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

  private static final int TICK_MILLIS = 10;
  private static final Duration ENDLESS = Duration.ofNanos(Long.MAX_VALUE);

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

  /**
   * As {@link #await(Path, String, Duration, Runnable)}, as long as it takes.
   *
   * @throws IOException if the file cannot be opened
   * @throws InterruptedIOException if the thread is interrupted meanwhile; it stays interrupted
   */
  public static ProcessLock await(Path folder, String name, Runnable waiting) throws IOException {
    return await(folder, name, ENDLESS, waiting).orElseThrow();
  }

  /**
   * Takes it, when whoever has it lets it go. Where the file system knows no locks, other processes
   * are not kept away.
   *
   * @param folder of the file
   * @param name of the file, which is made, if need be
   * @param longest time to wait
   * @param waiting is told if somebody has it
   * @return empty if somebody has it still after that time
   * @throws IOException if the file cannot be opened
   * @throws InterruptedIOException if the thread is interrupted meanwhile; it stays interrupted
   */
  public static Optional<ProcessLock> await(
      Path folder, String name, Duration longest, Runnable waiting) throws IOException {
    long begin = System.nanoTime();
    Optional<ProcessLock> lock = tryTake(folder, name);
    if (lock.isEmpty()) {
      waiting.run();
    }
    while (lock.isEmpty() && System.nanoTime() - begin < longest.toNanos()) {
      try {
        Thread.sleep(TICK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while another has " + folder.resolve(name));
      }
      lock = tryTake(folder, name);
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

  @Override
  public void close() throws IOException {
    try (channel) {
      OWN.remove(file);
    }
  }
}
