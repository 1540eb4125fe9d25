package graft.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A child process of {@link NoLocksTest}: does kinds of work, and says which are done. */
final class NoLocksRun {
  private NoLocksRun() {}

  /** Its arguments are a folder and the kinds. */
  public static void main(String[] arguments) throws IOException {
    for (String name : Arrays.copyOfRange(arguments, 1, arguments.length)) {
      Work work = Works.named(name);
      Path folder = Files.createDirectory(Path.of(arguments[0]).toRealPath().resolve(name));
      work.prepare(folder);
      int code = work.write(folder, 0, 1, false);
      Done done = new Done();
      done.add(0, 0);
      done.add(0, 1);
      work.judgeEnd(folder, done);
      System.out.println(name + ": " + code + ", left " + Leftovers.below(folder));
    }
    System.exit(0); // mirrors have threads
  }
}
