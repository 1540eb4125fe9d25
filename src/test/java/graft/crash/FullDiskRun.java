package graft.crash;

import graft.fetch.FileProblem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/**
 * A child process of {@link FullDiskTest}: does each kind of work on a disk that is full from the
 * first call on that writes, from the second, and so on, and prints what is wrong then.
 */
final class FullDiskRun {
  private static final String FULL = "the disk is full";

  private final FullDisk disk = new FullDisk();
  private final PrintStream screen = System.out;
  private final PrintStream errors = System.err;
  private final int most;
  private int faults;

  private FullDiskRun(int most) throws IOException {
    this.most = most;
  }

  /** Its arguments are the folder, how many moments are tried of a kind at most, and the kinds. */
  public static void main(String[] arguments) throws IOException {
    FullDiskRun run = new FullDiskRun(Integer.parseInt(arguments[1]));
    for (String name : Arrays.copyOfRange(arguments, 2, arguments.length)) {
      Work work = Works.named(name);
      Path folder = Files.createDirectories(Path.of(arguments[0]).toRealPath().resolve(name));
      run.tryAll(work, folder);
    }
    run.screen.println("faults: " + run.faults);
    System.exit(0); // mirrors have threads
  }

  /** What a round ended with. */
  private record Ended(int code, String said) {
    /** What is only kept for later starts may fail with a warning. */
    boolean isDone() {
      return code == 0 && !said.contains(FULL);
    }
  }

  private void tryAll(Work work, Path folder) throws IOException {
    Files.createDirectories(folder.resolve("tmp"));
    System.setProperty("java.io.tmpdir", folder.resolve("tmp").toString());
    work.prepare(folder);
    Done done = new Done();
    int round = 1;
    disk.fillAfter(Long.MAX_VALUE / 2);
    Ended whole = write(work, folder, round++);
    long calls = disk.asked();
    done.add(0, 1);
    if (!whole.isDone()) {
      fault(work, calls, "it fails on a disk with room", whole);
    }
    int tried = 0;
    int refusedRounds = 0;
    for (long call : moments(calls)) {
      disk.fillAfter(call);
      Ended ended = write(work, folder, round);
      boolean full = disk.refused() > 0;
      disk.empty();
      tried++;
      refusedRounds += ended.isDone() ? 0 : 1;
      if (ended.isDone()) {
        done.add(0, round++);
      }
      if (full) {
        judge(work, folder, done, call, ended);
      }
    }
    Ended after = write(work, folder, round);
    done.add(0, round);
    if (!after.isDone()) {
      fault(work, calls, "it fails once there is room again", after);
    }
    try {
      work.judgeEnd(folder, done);
    } catch (AssertionError e) {
      fault(work, calls, "in the end: " + e.getMessage(), after);
    }
    if (!Leftovers.below(folder).isEmpty()) {
      fault(work, calls, "not swept: " + Leftovers.below(folder), after);
    }
    screen.printf(
        "%-9s  %5d calls  %5d tried  %5d refused  %5d done all the same%n",
        work.name(), calls, tried, refusedRounds, tried - refusedRounds);
  }

  /** All of them, or as many as may be, far apart. */
  private Set<Long> moments(long calls) {
    Set<Long> moments = new TreeSet<>();
    long count = Math.min(most, calls);
    for (long i = 0; i < count; i++) {
      moments.add(i * calls / count);
    }
    return moments;
  }

  private Ended write(Work work, Path folder, int round) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    System.setErr(stream);
    System.setOut(stream);
    int code;
    try {
      code = work.write(folder, 0, round, false);
    } catch (IOException e) {
      stream.println(FileProblem.of(e));
      code = 1;
    } catch (RuntimeException e) {
      e.printStackTrace(stream);
      code = 1;
    } finally {
      System.setErr(errors);
      System.setOut(screen);
    }
    return new Ended(code, said.toString(StandardCharsets.UTF_8));
  }

  private void judge(Work work, Path folder, Done done, long call, Ended ended) throws IOException {
    if (!ended.isDone()) {
      if (!ended.said().contains(FULL)) {
        fault(work, call, "no sentence says that the disk is full", ended);
      } else if (!ended.said().contains(folder.toString())) {
        fault(work, call, "no sentence names the file", ended);
      } else if (ended.said().contains("\tat ") || ended.said().contains("Exception")) {
        fault(work, call, "a stack trace or a class's name", ended);
      }
    }
    if (!Leftovers.below(folder).isEmpty() && !isGoneOnWith(work, folder)) {
      fault(work, call, "left aside: " + Leftovers.below(folder), ended);
    }
    try {
      work.judge(folder, done);
    } catch (AssertionError | IOException e) {
      fault(work, call, "what is there: " + e, ended);
    }
  }

  /** Half a download is kept: the next call goes on with it. */
  private static boolean isGoneOnWith(Work work, Path folder) throws IOException {
    return work.name().matches("data|libraries")
        && Leftovers.below(folder).stream()
            .allMatch(path -> path.getFileName().toString().matches("[^.].*\\.(gz|jar)\\.part"));
  }

  private void fault(Work work, long call, String what, Ended ended) {
    faults++;
    screen.printf(
        "FAULT: %s, full after %d calls: %s (code %d: %s)%n",
        work.name(), call, what, ended.code(), ended.said().strip().replace("\n", " | "));
  }
}
