package graft.data;

import graft.fetch.AtomicFile;
import graft.fetch.CacheFolder;
import graft.fetch.FileProblem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * The part of {@link CacheFolder} where fetched data sets stay. Each set has its own folder in it,
 * since file names collide.
 */
final class DataCache {
  private static final String ORIGIN = "source.txt";

  private final Path root;

  DataCache(Path root) {
    this.root = root;
  }

  /** Where the environment says. */
  static DataCache of(Map<String, String> environment) {
    return new DataCache(CacheFolder.of(environment));
  }

  Path root() {
    return root;
  }

  Path folder(Recipe recipe) {
    return root.resolve(recipe.keyword());
  }

  /** Remembers where a set was fetched from. */
  void setOrigin(Recipe recipe, String origin) throws DataException {
    Path file = folder(recipe).resolve(ORIGIN);
    try {
      AtomicFile.write(file, (origin + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new DataException(file + " cannot be written: " + FileProblem.cause(e), e);
    }
  }

  /** What a set in the cache is to be called. */
  String source(Recipe recipe) {
    String cache = "cache " + folder(recipe);
    Path file = folder(recipe).resolve(ORIGIN);
    try {
      return cache + " (" + Files.readString(file, StandardCharsets.UTF_8).strip() + ")";
    } catch (IOException e) {
      return cache; // someone else put the files there
    }
  }

  /** Work on a set's folder that no other process may do at the same time. */
  interface Work<T> {
    T run(Path folder) throws DataException;
  }

  /** Makes the folder and works on it alone; waits while another process does. */
  <T> T exclusively(Recipe recipe, DataListener listener, Work<T> work) throws DataException {
    Path folder = folder(recipe);
    // The lock of a file is the whole process's: threads of one are kept apart by this.
    synchronized (DataCache.class) {
      try {
        Files.createDirectories(folder);
        try (FileChannel channel =
            FileChannel.open(
                folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
          lock(channel, folder, listener);
          return work.run(folder);
        }
      } catch (DataException e) {
        throw e;
      } catch (IOException e) {
        throw new DataException(
            "the cache "
                + folder
                + " cannot be used: "
                + FileProblem.cause(e)
                + " (XDG_CACHE_HOME sets another place)",
            e);
      }
    }
  }

  /** Closing the channel releases it. */
  private static void lock(FileChannel channel, Path folder, DataListener listener)
      throws IOException {
    FileLock lock = channel.tryLock();
    if (lock == null) {
      listener.message("waiting for another process that fills " + folder);
      channel.lock();
    }
  }
}
