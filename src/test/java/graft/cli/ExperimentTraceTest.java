package graft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.ChildJvm;
import graft.device.ChromeTrace;
import graft.device.ChromeTrace.Slice;
import graft.device.SoftwareOnly;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code graft experiment} traces and profiles. */
@SoftwareOnly("the software device records the trace")
class ExperimentTraceTest extends TerminalSession {
  /** Call by call: every layer is a range of the host as well as of the device. */
  @Test
  void traceHoldsEveryRunEpochPhaseAndLayer() throws IOException {
    Path file = folder.resolve("trace.json");
    int code =
        graft(
            experiment("--epochs", "1", "--limit", "64", "--no-graph", "--trace", file.toString()));

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString()).contains("trace     " + file).contains("perfetto");
    ChromeTrace trace = ChromeTrace.read(file);
    assertThat(trace.disorder()).isEmpty();
    Map<String, Long> host = ChromeTrace.counts(trace.hostRanges());
    // 64 images are 2 steps of training, and 500 are 16 of evaluation, before and after the epoch.
    long evaluations = 5 * 2 * 16;
    // For the report each trained network predicts 500 images; a certificate compares a student
    // with its teacher on 64, as they predict and as they train.
    long predictions = 5 * 16 + 4 * 2;
    assertThat(host)
        .containsEntry("teacher", 1L)
        .containsEntry("deeper net2deeper", 1L)
        .containsEntry("epoch 1", 5L)
        .containsEntry("validation", 10L)
        .containsEntry("step", 10 + evaluations)
        .containsEntry("gather", 10 + evaluations)
        .containsEntry("forward", 10 + evaluations)
        .containsEntry("loss", 10 + evaluations)
        .containsEntry("backward", 10L)
        .containsEntry("update", 10L)
        .containsEntry("certificate", 4L)
        .containsEntry("evaluation", 5L)
        .containsEntry("prediction", predictions)
        .containsEntry("fc2", 2 * 10 + evaluations + predictions + 4 * 2);
    assertThat(ChromeTrace.counts(trace.deviceRanges())).isEqualTo(host);
    assertThat(trace.of("kernel"))
        .filteredOn(kernel -> kernel.name().equals("sgd"))
        .hasSize(10)
        .allMatch(kernel -> kernel.args().get("range").asText().endsWith("/epoch 1/step/update"));
  }

  /** As graphs: the device's ranges are those of the steps that were captured once. */
  @Test
  void profileBracketsSoManySteps() throws IOException {
    Path file = folder.resolve("profile.json");
    int code = graft(experiment("--limit", "64", "--profile", "7", "--trace", file.toString()));

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString())
        .contains("profiled  7 steps of the teacher after 10 others")
        .doesNotContain("net2wider");
    ChromeTrace trace = ChromeTrace.read(file);
    List<Slice> calls = trace.of("call");
    List<String> names = calls.stream().map(Slice::name).toList();
    int from = names.indexOf("cuProfilerStart");
    int to = names.indexOf("cuProfilerStop");
    assertThat(Collections.frequency(names, "cuProfilerStart")).isEqualTo(1);
    assertThat(Collections.frequency(names, "cuProfilerStop")).isEqualTo(1);
    assertThat(Collections.frequency(names, "cuGraphLaunch")).isEqualTo(17);
    assertThat(Collections.frequency(names.subList(from, to), "cuGraphLaunch")).isEqualTo(7);
    assertThat(trace.of("graph"))
        .filteredOn(
            graph -> calls.get(from).end() < graph.begin() && graph.end() < calls.get(to).begin())
        .hasSize(7);
    assertThat(ChromeTrace.counts(trace.deviceRanges()))
        .containsEntry("step", 17L)
        .containsEntry("backward", 17L)
        .containsEntry("conv2", 2 * 17L);
  }

  @Test
  void anInterruptedTraceIsWritten() throws Exception {
    Path file = folder.resolve("interrupted.json");
    Process process =
        ChildJvm.start(
            Map.of(),
            List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "-Dgraft.jcuda.dir=" + System.getProperty("graft.jcuda.dir"),
                "-Dgraft.native.dir=" + System.getProperty("graft.native.dir")),
            Main.class,
            experiment("--epochs", "1000", "--trace", file.toString()));
    try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
      String line = said.readLine();
      while (line != null && !line.startsWith("teacher:")) {
        line = said.readLine();
      }
      assertThat(line).isNotNull();
      process.toHandle().destroy(); // process.destroy() closes its output too
      assertThat(said.lines().toList()).noneMatch(later -> later.contains("graft: "));
    } finally {
      process.destroyForcibly();
    }

    assertThat(process.waitFor()).isEqualTo(128 + 15);
    ChromeTrace trace = ChromeTrace.read(file);
    assertThat(trace.disorder()).isEmpty();
    assertThat(ChromeTrace.counts(trace.of("call"))).containsKey("cuMemAlloc_v2");
  }

  @Test
  void wrongProfilingOptionsAreSaidBeforeTraining() throws IOException {
    Path mine = Files.writeString(folder.resolve("net.yaml"), "network: mine");
    assertThat(graft(experiment("--trace", mine.toString()))).isEqualTo(2);
    assertThat(mine).hasContent("network: mine");
    String nowhere = folder.resolve("no/such/trace.json").toString();
    assertThat(graft("experiment", "--device", "gpu", "--trace", "t.json")).isEqualTo(2);
    assertThat(graft(experiment("--trace", nowhere))).isEqualTo(2);
    assertThat(graft(experiment("--trace", folder.toString()))).isEqualTo(2);
    assertThat(graft(experiment("--profile", "0"))).isEqualTo(2);
    assertThat(graft(experiment("--profile", "5", "--check", "full"))).isEqualTo(2);
    assertThat(graft(experiment("--profile", "5", "--limit", "20"))).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "--trace needs the software device (--device software), but --device is gpu; on a GPU"
                + " use nsys (docs/profiling.md)")
        .contains("--trace is " + nowhere + ", but there is no folder ")
        .contains("--trace: " + folder + ": found a folder, expected a file or nothing")
        .contains(
            "--trace is "
                + mine
                + ", a file that is no trace; expected a new name, or that of an earlier trace")
        .contains("--profile is 0, expected 1 or more")
        .contains("--profile stops before there are results that --check could look at")
        .contains("--batch is 32, but --profile has 20 images for its full batches")
        .doesNotContain("\tat ");
    assertThat(out.toString()).doesNotContain("teacher:");
  }

  /** Each call is followed by a wait for it, in the trace of a step that is no graph. */
  @Test
  void syncWaitsAfterEveryCall() throws IOException {
    Path file = folder.resolve("sync.json");
    int code =
        graft(
            experiment(
                "--limit", "64", "--no-graph", "--profile", "1", "--sync", "--trace", file + ""));

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    List<String> names = ChromeTrace.read(file).of("call").stream().map(Slice::name).toList();
    for (int i = 0; i < names.size() - 1; i++) {
      if (names.get(i).equals("cuLaunchKernel")) {
        assertThat(names.get(i + 1)).as("after call " + i).isEqualTo("cuStreamSynchronize");
      }
    }
    assertThat(names).contains("cuLaunchKernel");
  }
}
