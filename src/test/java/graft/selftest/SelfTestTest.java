package graft.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import graft.device.SharedDevice;
import graft.platform.DeviceChoice;
import graft.platform.DeviceSelection;
import graft.platform.DeviceUnavailableException;
import graft.platform.MachineInfo;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfTestTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();

  private boolean run(SelfTest test) throws IOException {
    return test.run(
        SharedDevice.get(), false, Optional.empty(), folder, new PrintWriter(out, true));
  }

  /** The short form. */
  @Test
  void noCheckFails() throws IOException {
    assertThat(run(SelfTest.all(false, machine()))).as(out.toString()).isTrue();

    JsonNode report = new ObjectMapper().readTree(folder.resolve(Report.JSON).toFile());
    assertThat(report.at("/passed").asBoolean()).isTrue();
    assertThat(report.at("/machine/device").asText()).isEqualTo(SharedDevice.get().description());
    assertThat(report.at("/checks")).hasSizeGreaterThan(14);
    assertThat(report.at("/checks").findValuesAsText("verdict")).containsOnly("pass", "figure");
    assertThat(folder.resolve(Report.HTML))
        .content()
        .contains(
            "batch 1024",
            "training, backward conv2: cudnnConvolutionBackwardFilter",
            "evaluation, forward conv1 + pool1: one_channel_conv_pool",
            "images/s",
            "How each layer is trained at batch 32",
            "deeper net2deeper",
            "NHWC",
            "Files looked at")
        .containsPattern("nodes a training step: teacher [1-9][0-9]*, wider random-pad [1-9]")
        .doesNotContain("FAILED", "NOT FINISHED");
  }

  /** What dies during a check leaves the report of those before it. */
  @Test
  void theReportIsThereWhileACheckRuns() throws IOException {
    Check first = named("first", context -> Outcome.of(true, "fine", "fine"));
    Check second =
        named(
            "second",
            context -> {
              JsonNode report = json();
              assertThat(report.at("/running").asText()).isEqualTo("second");
              assertThat(report.at("/passed").asBoolean()).isFalse();
              return Outcome.figure(report.at("/checks/0/check").asText());
            });

    assertThat(run(new SelfTest(List.of(first, second)))).isTrue();

    assertThat(json().has("running")).isFalse();
    assertThat(json().at("/checks/1/found").asText()).isEqualTo("first");
  }

  @Test
  void aDeviceThatCannotBeOpenedIsReported() throws IOException {
    SelfTest.unopened(
        machine(),
        new DeviceUnavailableException("no device < here\nand what to do"),
        folder,
        new PrintWriter(out, true));

    assertThat(out.toString()).contains("the first: opening the device: no device < here\n");
    assertThat(json().at("/cause").asText()).isEqualTo("opening the device: no device < here");
    assertThat(json().at("/checks/0/trace").asText()).contains("and what to do", "\tat ");
    assertThat(json().at("/checks").findValuesAsText("check")).contains("machine");
    assertThat(folder.resolve(Report.HTML)).content().contains("no device &lt; here", "and what");
  }

  private static MachineInfo machine() {
    return MachineInfo.of(DeviceChoice.SOFTWARE, Optional.empty(), DeviceSelection.Facts.real());
  }

  private JsonNode json() {
    try {
      return new ObjectMapper().readTree(folder.resolve(Report.JSON).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatFailsOrBreaksIsSaidAndTheRestStillRuns() throws IOException {
    Check wrong = named("arithmetic", context -> Outcome.of(false, "5 < 6 & more", "4"));
    Check broken =
        named(
            "breakage",
            context -> {
              throw new IllegalStateException("a wheel came off\nand rolled away");
            });
    Check right = named("the rest", context -> Outcome.of(true, "fine", "fine"));
    Check speed = named("speed", context -> Outcome.figure("7 images/s"));

    assertThat(run(new SelfTest(List.of(wrong, broken, right, speed)))).isFalse();

    assertThat(out.toString())
        .containsPattern("FAIL +arithmetic")
        .containsPattern("FAIL +breakage.*a wheel came off \\(no error\\)")
        .containsPattern("pass +the rest")
        .contains("2 of 3 checks FAILED")
        .doesNotContain("rolled away");
    JsonNode report = new ObjectMapper().readTree(folder.resolve(Report.JSON).toFile());
    assertThat(report.at("/passed").asBoolean()).isFalse();
    assertThat(report.at("/checks").findValuesAsText("verdict"))
        .containsExactly("FAIL", "FAIL", "pass", "figure");
    assertThat(folder.resolve(Report.HTML)).content().contains("5 &lt; 6 &amp; more", "FAILED");
  }

  @Test
  void aFigureIsNoVerdict() throws IOException {
    Check speed = named("speed", bench -> Outcome.figure("0 images/s"));

    assertThat(run(new SelfTest(List.of(speed)))).isTrue();

    assertThat(out.toString())
        .containsPattern("figure +speed +[0-9.]+  0 images/s\\n")
        .contains("all 0 checks passed");
    JsonNode check =
        new ObjectMapper().readTree(folder.resolve(Report.JSON).toFile()).at("/checks/0");
    assertThat(check.has("expected")).isFalse();
    assertThat(check.at("/found").asText()).isEqualTo("0 images/s");
  }

  @Test
  void withoutImagesTheExperimentFailsAndSaysWhatToDo() {
    Outcome outcome =
        new ExperimentCheck().run(new CheckContext(SharedDevice.get(), false, Optional.empty()));
    assertThat(outcome.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(outcome.found()).contains("--data FOLDER", "--no-data");
  }

  private interface Run {
    Outcome run(CheckContext context);
  }

  private static Check named(String name, Run run) {
    return new Check() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Outcome run(CheckContext context) {
        return run.run(context);
      }
    };
  }
}
