package graft.crash;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A kind of output that Graft writes, again and again, below a folder: to be killed meanwhile, and
 * to find the disk full. Rounds are counted over all processes that work in a folder.
 */
public interface Work {
  /** What it is called in a table. */
  String name();

  /**
   * Makes what it starts from, and writes all that it writes once; in the test's own process, which
   * lives on.
   */
  void prepare(Path folder) throws IOException;

  /**
   * Writes once, over what an earlier round wrote where it has the same name.
   *
   * @param worker 0, or 1 for the second of two processes in a folder
   * @param goesOn whether a killed process may have begun this round
   * @return the exit code of a command; what it says goes to System.err
   */
  int write(Path folder, int worker, int round, boolean goesOn) throws IOException;

  /**
   * Fails if something that has its final name is not whole, or what finished rounds wrote is lost.
   *
   * @param done what was finished
   */
  void judge(Path folder, Done done) throws IOException;

  /** The same when a whole round is done and nobody writes; by what a round leaves. */
  default void judgeEnd(Path folder, Done done) throws IOException {
    judge(folder, done);
  }

  /** Whether the second of two processes may be refused, in a sentence. */
  default boolean refusesASecond() {
    return false;
  }
}
