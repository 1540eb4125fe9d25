package graft.platform;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/**
 * Lets one process at a time fill a folder that several need, so that twenty that start at once do
 * not unpack a hundred megabytes each. It saves work, and nothing rests on it: who waits too long,
 * or finds no locks on the file system, fills the folder as well.
 */
final class FillTurn implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final int TICK_MILLIS = 10;

  private final Optional<FileChannel> channel;

  private FillTurn(Optional<FileChannel> channel) {
    this.channel = channel;
  }

  /**
   * Waits for it.
   *
   * @param folder that is to be filled; the lock is a file beside it
   */
  static FillTurn await(Path folder) {
    Path file = folder.resolveSibling(folder.getFileName() + ".lock");
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      long begin = System.nanoTime();
      while (!take(channel) && System.nanoTime() - begin < LONGEST.toNanos()) {
        Thread.sleep(TICK_MILLIS);
      }
      return new FillTurn(Optional.of(channel));
    } catch (IOException e) {
      return new FillTurn(Optional.empty()); // what is wrong with the folder, filling tells
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new FillTurn(Optional.empty());
    }
  }

  private static boolean take(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // another thread of this process has it
    }
  }

  @Override
  public void close() throws IOException {
    if (channel.isPresent()) {
      channel.get().close();
    }
  }
}
