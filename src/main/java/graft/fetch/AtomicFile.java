package graft.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that others see whole or not at all: as they were, or as they are to be. */
public final class AtomicFile {
  private AtomicFile() {}

  /** What a file is to hold. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes all of it.
     *
     * @param channel empty, and at its beginning
     * @throws IOException if that fails; the file then stays as it was
     */
    void writeTo(FileChannel channel) throws IOException;
  }

  /**
   * Writes a file, in place of what is there; see {@link #write(Path, Content)}.
   *
   * @throws IOException if that fails; what was there before stays whole, and nothing is left aside
   */
  public static void write(Path file, byte[] content) throws IOException {
    write(
        file,
        channel -> {
          ByteBuffer bytes = ByteBuffer.wrap(content);
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        });
  }

  /**
   * Writes a file, in place of what is there. It is written aside in the same folder, under a name
   * that no other process or thread uses, brought to the disk, and renamed; of several that write
   * the same file at once, the last one to finish stays. A power cut leaves the old or the new
   * content. What writers of this file left aside that were killed is deleted.
   *
   * @throws IOException if that fails; what was there before stays whole, and nothing is left aside
   */
  public static void write(Path file, Content content) throws IOException {
    WrittenAside.sweep(file);
    try (WrittenAside aside = WrittenAside.open(file)) {
      content.writeTo(aside.channel());
      aside.channel().force(true);
      move(aside.path(), file);
    } catch (IOException e) {
      throw named(file, e);
    }
  }

  /** A user knows the file's name, and not that it is written aside. */
  private static IOException named(Path file, IOException e) {
    return FileProblem.isOfSystem(e)
        ? (IOException)
            new FileSystemException(file.toString(), null, FileProblem.cause(e)).initCause(e)
        : e;
  }

  /**
   * Deletes what writers of any of a folder's files left aside that were killed: for folders whose
   * files are not written twice. What live ones write stays.
   */
  public static void sweep(Path folder) {
    WrittenAside.sweepAll(folder);
  }

  /**
   * Gives a file that is whole its name, in place of what has it, and brings both to the disk.
   *
   * @param aside on the same file system
   * @throws IOException if that fails; both files stay as they were
   */
  public static void rename(Path aside, Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.READ)) {
      channel.force(true);
      move(aside, file);
    } catch (IOException e) {
      throw named(file, e);
    }
  }

  private static void move(Path aside, Path file) throws IOException {
    Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    forceNames(file.toAbsolutePath().getParent());
  }

  /**
   * Brings a folder's names to the disk, without which a power cut could undo a rename. Not every
   * file system can, nor may everyone who writes a folder open it; the file is whole without.
   */
  private static void forceNames(Path folder) {
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    } catch (IOException e) {
      // The file has its name all the same, as long as the machine runs.
    }
  }
}
