package graft.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Standard output that remembers how it failed, which PrintWriter keeps to itself: a command whose
 * words nobody got has not done what it was for.
 */
final class ScreenStream extends OutputStream {
  private static final String NO_READER = "Broken pipe";

  private final FileOutputStream target = new FileOutputStream(FileDescriptor.out);
  private Optional<IOException> failure = Optional.empty();

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int count) throws IOException {
    try {
      target.write(bytes, from, count);
    } catch (IOException e) {
      failure = failure.or(() -> Optional.of(e));
      throw e;
    }
  }

  /** The first failure. */
  synchronized Optional<IOException> failure() {
    return failure;
  }

  /** Whether a reader had enough, as {@code head} has. */
  static boolean isMissingReader(IOException failure) {
    return NO_READER.equals(failure.getMessage());
  }
}
