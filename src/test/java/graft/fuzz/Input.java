package graft.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What a reader is given by a fuzzer, and what it may answer: a value, or one of the exceptions
 * that it documents, in one line, and having taken no more memory than the input calls for.
 */
public final class Input {
  private static final long MOST_BYTES = 64L << 20;

  /** Deflate makes at most 1032 bytes of one, which may be held twice. */
  private static final long MOST_OF_A_BYTE = 2 * 1032 + 1024;

  /** Of inputs that are long to judge so many are left out where speed counts. */
  private static final int ONE_OF = Integer.getInteger("graft.fuzz.oneOf", 1);

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Input() {}

  /** What is done with an input. */
  @FunctionalInterface
  public interface Reading {
    void run() throws IOException;
  }

  /** The folder of this process's files: in memory, where there is such a one. */
  private static final class Folder {
    static final Path PATH = make();

    private static Path make() {
      Path memory = Path.of("/dev/shm");
      try {
        Path made =
            Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "graft-fuzz-")
                : Files.createTempDirectory("graft-fuzz-");
        made.toFile().deleteOnExit();
        return made;
      } catch (IOException e) {
        throw new IllegalStateException("no folder for the inputs can be made", e);
      }
    }
  }

  /** A place of this process's own, where a target may leave files. */
  public static Path place(String name) {
    Path place = Folder.PATH.resolve(name);
    place.toFile().deleteOnExit();
    return place;
  }

  /** A file that holds an input. */
  public static Path file(String name, byte[] content) throws IOException {
    return Files.write(place(name), content);
  }

  /**
   * Reads an input.
   *
   * @param refusals the exceptions that say of a bad input what is wrong with it
   * @throws AssertionError if the answer is none of those that are allowed
   */
  public static void read(byte[] input, Reading reading, Class<?>... refusals) throws IOException {
    long limit = MOST_BYTES + MOST_OF_A_BYTE * input.length;
    long taken = taken(reading, List.of(refusals));
    if (taken > limit) {
      taken = taken(reading, List.of(refusals)); // the first time classes are loaded along
    }
    require(
        taken <= limit, "%,d bytes of memory for an input of %,d".formatted(taken, input.length));
  }

  /** The memory that is allocated meanwhile, in bytes. */
  private static long taken(Reading reading, List<Class<?>> refusals) throws IOException {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      reading.run();
    } catch (IOException | RuntimeException e) {
      if (refusals.stream().noneMatch(refusal -> refusal.isInstance(e))) {
        throw e;
      }
      requireSentence(e);
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  private static void requireSentence(Exception refusal) {
    String message = refusal.getMessage();
    boolean line = message != null && !message.isBlank();
    for (int i = 0; line && i < message.length(); i++) {
      line = !Character.isISOControl(message.charAt(i));
    }
    if (!line) {
      throw new AssertionError("expected one line of text: " + message, refusal);
    }
  }

  /** Whether an input is to be judged by what takes long. */
  public static boolean isChosen(byte[] input) {
    return Math.floorMod(Arrays.hashCode(input), ONE_OF) == 0;
  }

  /**
   * What must be so of every input that was read.
   *
   * @throws AssertionError if it is not
   */
  public static void require(boolean kept, String broken) {
    if (!kept) {
      throw new AssertionError(broken);
    }
  }
}
