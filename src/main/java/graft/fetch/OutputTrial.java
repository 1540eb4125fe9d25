package graft.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Tries whether what is made can be written, before it is made: a file is created where it is to
 * be, written and removed again. Folders that lack are made and removed too.
 */
public final class OutputTrial {
  private static final int BYTES = 1 << 16; // more than a full disk has left in a begun block

  /** As long as what a run writes below its folder: a path may have 4,096 bytes in all. */
  private static final String TRIAL = "trial".repeat(12);

  private OutputTrial() {}

  /**
   * Of a file that {@link AtomicFile} is to write. What is there stays as it is.
   *
   * @throws IOException if that would fail: a sentence
   */
  public static void ofFile(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + ": found a folder, expected a file or nothing");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException(
          file + ": found a pipe, a device or a socket, expected a file or nothing");
    }
    Path whole = file.toAbsolutePath();
    if (whole.getFileName() == null) {
      throw new IOException(file + ": found a folder, expected a file or nothing");
    }
    inFolder(file, whole.getParent(), whole);
  }

  /**
   * Of a folder, there or not.
   *
   * @throws IOException if it cannot be made, or nothing be written in it: a sentence
   */
  public static void ofFolder(Path folder) throws IOException {
    Path whole = folder.toAbsolutePath();
    inFolder(folder, whole, whole.resolve(TRIAL));
  }

  private static void inFolder(Path named, Path folder, Path file) throws IOException {
    try (MadeFolders made = new MadeFolders()) {
      make(folder, made.folders);
      write(file);
    } catch (FileSystemException e) {
      // What is in the way of a folder has a name of its own; what is written aside has none.
      String what =
          Path.of(String.valueOf(e.getFile())).startsWith(folder)
              ? FileProblem.cause(e) + " (in " + folder + ")"
              : FileProblem.of(e);
      throw new IOException(named + " cannot be written: " + what, e);
    } catch (IOException e) {
      throw new IOException(named + " cannot be written: " + FileProblem.cause(e), e);
    }
  }

  /** Folders of a trial, which go with it; why one stays does not hide why the trial failed. */
  private static final class MadeFolders implements AutoCloseable {
    final Deque<Path> folders = new ArrayDeque<>();

    @Override
    public void close() throws IOException {
      for (Path each : folders) {
        Files.deleteIfExists(each);
      }
    }
  }

  private static void write(Path file) throws IOException {
    try (WrittenAside aside = WrittenAside.open(file)) {
      ByteBuffer bytes = ByteBuffer.allocate(BYTES);
      while (bytes.hasRemaining()) {
        aside.channel().write(bytes);
      }
    }
  }

  /** Makes a folder and those above it that lack; the innermost comes first in the queue. */
  private static void make(Path folder, Deque<Path> made) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path parent = folder.getParent();
    if (parent != null && !Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      make(parent, made);
    }
    Files.createDirectory(folder);
    made.push(folder);
  }
}
