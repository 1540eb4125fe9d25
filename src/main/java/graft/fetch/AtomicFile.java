package graft.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Files that others see whole or not at all: as they were, or as they are to be. */
public final class AtomicFile {
  private AtomicFile() {}

  /**
   * Writes a file, in place of what is there. It is written aside in the same folder, under a name
   * that no other process or thread uses, and renamed; of several that write the same file at once,
   * the last one to finish stays.
   *
   * @throws IOException if that fails; what was there before stays whole, and nothing is left aside
   */
  public static void write(Path file, byte[] content) throws IOException {
    Path aside = file.resolveSibling("." + file.getFileName() + "-" + UUID.randomUUID() + ".part");
    try {
      Files.write(aside, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      rename(aside, file);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  /**
   * Gives a file that is whole its name, in place of what has it.
   *
   * @param aside on the same file system
   * @throws IOException if that fails; both files stay as they were
   */
  public static void rename(Path aside, Path file) throws IOException {
    Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
