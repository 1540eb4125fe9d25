package graft.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * The file that this program runs from. Java reads classes out of it until the end: a new jar that
 * is copied over it takes those away that were not read yet.
 */
final class OwnJar {
  private final Path file;
  private final Optional<BasicFileAttributes> before;

  private OwnJar(Path file) {
    this.file = file;
    this.before = attributes(file);
  }

  /** The first of the class path, as it is now. */
  static OwnJar now() {
    String path = System.getProperty("java.class.path", "");
    int end = path.indexOf(System.getProperty("path.separator", ":"));
    return of(Path.of(end < 0 ? path : path.substring(0, end)));
  }

  static OwnJar of(Path file) {
    return new OwnJar(file);
  }

  /** What to say of a failure if it was written over. */
  String sentence(Throwable failure) {
    return file
        + " was written over while this program ran from it, and Java cannot load the rest of it ("
        + failure
        + "); start the command again, a training with --resume. A new jar takes the place of an"
        + " old one unharmed when it is renamed (mv), or the old one is removed first";
  }

  /** Since it was looked at. One that was renamed or deleted is whole for who has it open. */
  boolean isWrittenOver() {
    Optional<BasicFileAttributes> now = attributes(file);
    if (before.isEmpty() || now.isEmpty() || now.get().isDirectory()) {
      return false;
    }
    Object same = before.get().fileKey();
    return same != null
        && same.equals(now.get().fileKey())
        && (before.get().size() != now.get().size()
            || !before.get().lastModifiedTime().equals(now.get().lastModifiedTime()));
  }

  private static Optional<BasicFileAttributes> attributes(Path file) {
    try {
      return Optional.of(Files.readAttributes(file, BasicFileAttributes.class));
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }
}
