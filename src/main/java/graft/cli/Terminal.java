package graft.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What standard output leads to. */
final class Terminal {
  private Terminal() {}

  /**
   * Whether standard output is a terminal. {@code System.console()} cannot tell on JDK 22 and
   * later, and on 17 it looks at standard input as well.
   */
  static boolean isOutput() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }
}
