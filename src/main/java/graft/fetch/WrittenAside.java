package graft.fetch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * A file on its way to another's name: {@code .NAME-UUID.part} beside it. Its writer holds a lock
 * on it, which ends with the process; so others can tell what a killed writer left from what a live
 * one writes, whatever its process is called and wherever it runs.
 */
final class WrittenAside implements AutoCloseable {
  /** As they stand behind a name. */
  static final String UUIDS = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  /**
   * The names of what this process writes. POSIX lets go of all of a process's locks on a file when
   * it closes the file once, so what is in here must not be opened a second time to try its lock.
   */
  private static final Set<String> OWN = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel channel;

  private WrittenAside(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** An empty one. */
  static WrittenAside open(Path file) throws IOException {
    while (true) {
      String name = start(file) + UUID.randomUUID() + ".part";
      Path path = file.resolveSibling(name);
      OWN.add(name); // before it can be found
      WrittenAside aside;
      try {
        aside =
            new WrittenAside(
                path,
                FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
      } catch (IOException e) {
        OWN.remove(name);
        throw e;
      }
      if (aside.lock()) {
        return aside;
      }
      aside.close(); // another process swept it before it was locked
    }
  }

  /** Whether the file is this writer's for good. */
  private boolean lock() {
    try {
      return channel.tryLock() != null && Files.exists(path);
    } catch (IOException e) {
      return true; // a file system without locks: nobody can lock it, and so nobody sweeps it
    }
  }

  /** Deletes what writers of a file left that no longer live. What cannot be deleted stays. */
  static void sweep(Path file) {
    sweep(file.toAbsolutePath().getParent(), Pattern.quote(start(file)));
  }

  /** The same of all of a folder's files. */
  static void sweepAll(Path folder) {
    sweep(folder, "\\..+-");
  }

  private static void sweep(Path folder, String start) {
    Pattern names = Pattern.compile(start + UUIDS + "\\.part");
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(folder, path -> isAside(names, path))) {
      for (Path path : found) {
        ifLeft(path, () -> Files.deleteIfExists(path));
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Sweeping is a courtesy; what is wrong with the folder, writing tells.
    }
  }

  /** What is done about a file that a killed writer left. */
  @FunctionalInterface
  interface Sweeping {
    void run() throws IOException;
  }

  /**
   * Does something if no live process writes a file, holding its lock meanwhile: a writer that has
   * just made the file, and not locked it yet, notices. What cannot be told, or done, stays.
   */
  static void ifLeft(Path path, Sweeping sweeping) {
    if (OWN.contains(name(path))) {
      return;
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        sweeping.run();
      }
    } catch (IOException | OverlappingFileLockException e) {
      // It is gone already, or not ours to judge.
    }
  }

  private static boolean isAside(Pattern names, Path path) {
    return names.matcher(name(path)).matches()
        && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static String start(Path file) {
    return "." + name(file) + "-";
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  Path path() {
    return path;
  }

  FileChannel channel() {
    return channel;
  }

  /** Deletes it, unless it has got its name. */
  @Override
  public void close() throws IOException {
    try (channel) {
      Files.deleteIfExists(path);
    } finally {
      OWN.remove(name(path));
    }
  }
}
