package graft.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Writes half a file, says so, and waits until it is killed or nobody listens any more. */
final class WriterThatHangs {
  static final String WRITING = "writing";

  private WriterThatHangs() {}

  public static void main(String[] arguments) throws IOException {
    AtomicFile.write(
        Path.of(arguments[0]),
        channel -> {
          channel.write(ByteBuffer.wrap(new byte[1000]));
          System.out.println(WRITING);
          if (System.in.read() < 0) {
            throw new IOException("nobody listens");
          }
        });
  }
}
