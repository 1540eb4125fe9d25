package graft.crash;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A process that works in a folder, as the test sees it. */
final class Worker implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;
  private final Writer input;
  private final List<String> said = new ArrayList<>();
  private final List<Integer> finished = new ArrayList<>();
  private int refused;
  private int round;

  /**
   * Starts it.
   *
   * @param worker 0, or 1 for the second in its folder
   * @param first round that it does
   * @param last round that it does before it is ready
   */
  Worker(Work work, Path folder, int worker, int first, int last) throws IOException {
    this.round = first;
    process =
        ChildJvm.startAlike(
            Map.of(
                "JAVA_TOOL_OPTIONS",
                "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Djava.io.tmpdir="
                    + folder.resolve("tmp"),
                "GRAFT_THREADS",
                "1"),
            WorkLoop.class,
            work.name(),
            folder.toString(),
            Integer.toString(worker),
            Integer.toString(first),
            Integer.toString(last));
    output = process.inputReader(StandardCharsets.UTF_8);
    input = process.outputWriter(StandardCharsets.UTF_8);
  }

  /** Waits until it has done its first rounds; how long the last of them took. */
  long awaitReady() throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      hear(line);
      if (line.startsWith(WorkLoop.READY)) {
        return Long.parseLong(line.substring(WorkLoop.READY.length()));
      }
    }
    throw new AssertionError("a process ended early: " + said);
  }

  private void hear(String line) {
    said.add(line);
    if (line.startsWith(WorkLoop.DID)) {
      finished.add(Integer.parseInt(line.substring(WorkLoop.DID.length())));
      round++;
    } else if (line.startsWith(WorkLoop.REFUSED)) {
      refused++;
      round++;
    }
  }

  /** Tells it to go on, or to end. */
  void tell() throws IOException {
    input.write("on\n");
    input.flush();
  }

  /** Ends it without a warning. */
  void kill() throws IOException, InterruptedException {
    process.toHandle().destroyForcibly(); // process.destroyForcibly() closes its output too
    assertThat(process.waitFor()).as(said.toString()).isEqualTo(128 + 9);
    hearTheRest();
  }

  /** Lets it end its round. */
  void end() throws IOException, InterruptedException {
    tell();
    hearTheRest();
    assertThat(process.waitFor()).as(said.toString()).isZero();
    assertThat(said).last().isEqualTo(WorkLoop.ENDED);
  }

  private void hearTheRest() throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      hear(line);
    }
  }

  /** The rounds that it finished and has not told of yet. */
  List<Integer> takeFinished() {
    List<Integer> taken = List.copyOf(finished);
    finished.clear();
    return taken;
  }

  /** The round that it is in, or was in when it was killed. */
  int round() {
    return round;
  }

  /** How many of its rounds failed, or were refused. */
  int refused() {
    return refused;
  }

  List<String> said() {
    return said;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
