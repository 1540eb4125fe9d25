package graft.fetch;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * A folder that is filled before it gets its name: {@code .NAME-UUID.part.folder}, beside a file
 * that its maker holds a lock on ({@link WrittenAside}). What a killed maker left is told from what
 * a live one fills by that lock, and deleted by the next one.
 */
public final class FolderAside implements AutoCloseable {
  private static final String SUFFIX = ".folder";

  /** Behind the name; folders of earlier versions of Graft have a number there. */
  private static final String LEFT = "(" + WrittenAside.UUIDS + "\\.part\\.folder|[0-9]+)";

  /** After which a folder that no lock belongs to is nobody's. */
  private static final Duration ABANDONED = Duration.ofHours(1);

  private final WrittenAside lock;
  private final Path path;

  private FolderAside(WrittenAside lock, Path path) {
    this.lock = lock;
    this.path = path;
  }

  /**
   * An empty one. What others of this name left who were killed is deleted.
   *
   * @param parent is there
   * @param attributes of the folder, as its permissions
   * @throws IOException if it cannot be made
   */
  public static FolderAside create(Path parent, String name, FileAttribute<?>... attributes)
      throws IOException {
    sweep(parent, name);
    WrittenAside lock = WrittenAside.open(parent.resolve(name));
    try {
      return new FolderAside(lock, Files.createDirectory(folder(lock.path()), attributes));
    } catch (IOException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * An empty one among the temporary files, of this user alone, for what never gets another name.
   *
   * @throws IOException if it cannot be made
   */
  public static FolderAside temporary(String name) throws IOException {
    return create(Path.of(System.getProperty("java.io.tmpdir")), name, OwnerOnly.ATTRIBUTE);
  }

  private static Path folder(Path lock) {
    return lock.resolveSibling(lock.getFileName() + SUFFIX);
  }

  /** Where it is filled. */
  public Path path() {
    return path;
  }

  /**
   * Gives it its name.
   *
   * @param target on the same file system; nothing is there, or an empty folder
   * @throws IOException if that fails; it then stays as it was
   */
  public void renameTo(Path target) throws IOException {
    Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Deletes it with all that is in it, unless it has got its name. */
  @Override
  public void close() throws IOException {
    try (lock) {
      FolderTree.delete(path);
    }
  }

  /**
   * Deletes what makers of folders of this name left who were killed; {@link #create} does it too.
   * What live ones fill stays.
   */
  public static void sweep(Path parent, String name) {
    Pattern folders = Pattern.compile(Pattern.quote("." + name + "-") + LEFT);
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(
            parent, path -> folders.matcher(String.valueOf(path.getFileName())).matches())) {
      found.forEach(FolderAside::sweep);
      WrittenAside.sweep(parent.resolve(name));
    } catch (IOException | DirectoryIteratorException e) {
      // Sweeping is a courtesy; what is wrong with the parent, making tells.
    }
  }

  private static void sweep(Path path) {
    Path owner = owner(path);
    try {
      if (Files.exists(owner, LinkOption.NOFOLLOW_LINKS)) {
        WrittenAside.ifLeft(owner, () -> FolderTree.delete(path));
      } else if (isAbandoned(path)) {
        FolderTree.delete(path);
      }
    } catch (IOException e) {
      // It is another user's, or is gone already.
    }
  }

  private static Path owner(Path folder) {
    String name = String.valueOf(folder.getFileName());
    return folder.resolveSibling(
        name.endsWith(SUFFIX)
            ? name.substring(0, name.length() - SUFFIX.length())
            : name + ".part");
  }

  private static boolean isAbandoned(Path folder) throws IOException {
    return Files.getLastModifiedTime(folder, LinkOption.NOFOLLOW_LINKS)
        .toInstant()
        .isBefore(Instant.now().minus(ABANDONED));
  }
}
