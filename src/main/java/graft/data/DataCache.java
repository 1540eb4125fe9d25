package graft.data;

import graft.fetch.AtomicFile;
import graft.fetch.CacheFolder;
import graft.fetch.FileProblem;
import graft.fetch.ProcessLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /**
   * Makes the folder and works on it alone; waits while another process does. Where the file system
   * knows no locks, two may work on it: a file gets its name when its content was checked.
   */
  <T> T exclusively(Recipe recipe, DataListener listener, Work<T> work) throws DataException {
    Path folder = folder(recipe);
    Runnable waiting = () -> listener.message("waiting for another process that fills " + folder);
    try {
      Files.createDirectories(folder);
      ProcessLock lock = ProcessLock.await(folder, ".lock", waiting);
      try (lock) {
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
