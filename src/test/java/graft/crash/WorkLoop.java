package graft.crash;

import graft.fetch.FileProblem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A child process of {@link KilledWorkTest}: does rounds of a kind of work, says how long the last
 * took, waits for a line, and does round after round until it is killed, or another line or the end
 * of its input tells it to end. Says of each round whether it finished it.
 */
final class WorkLoop {
  static final String READY = "ready ";
  static final String DID = "did ";
  static final String REFUSED = "refused ";
  static final String ENDED = "ended";

  private static final BufferedReader INPUT =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

  private WorkLoop() {}

  /**
   * Its arguments are the kind of work, the folder, which of its workers, the first round, and the
   * last that a killed process may have begun.
   */
  public static void main(String[] arguments) throws IOException {
    Work work = Works.named(arguments[0]);
    Path folder = Path.of(arguments[1]);
    int worker = Integer.parseInt(arguments[2]);
    int round = Integer.parseInt(arguments[3]);
    int begun = Integer.parseInt(arguments[4]);
    long begin = System.nanoTime();
    write(work, folder, worker, round, true);
    while (round < begun) {
      begin = System.nanoTime();
      write(work, folder, worker, ++round, true);
    }
    System.out.println(READY + (System.nanoTime() - begin));
    awaitLine();
    AtomicBoolean told = new AtomicBoolean();
    Thread listener =
        new Thread(
            () -> {
              awaitLine();
              told.set(true);
            });
    listener.setDaemon(true);
    listener.start();
    while (!told.get()) {
      write(work, folder, worker, ++round, false);
    }
    System.out.println(ENDED);
    System.exit(0); // a work's mirror may have threads
  }

  private static void write(Work work, Path folder, int worker, int round, boolean goesOn) {
    int code;
    try {
      code = work.write(folder, worker, round, goesOn);
    } catch (IOException e) {
      System.out.println(FileProblem.of(e));
      code = 1;
    }
    System.out.println((code == 0 ? DID : REFUSED) + round);
  }

  private static void awaitLine() {
    try {
      INPUT.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
