package graft.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import graft.cli.CommandRunner;
import graft.model.Model;
import graft.train.EpochRecord;
import graft.train.Evaluation;
import graft.train.History;
import graft.train.StepRecords;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the benchmarks run and report; how fast is not asserted. */
class BenchmarksTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return CommandRunner.run(
        new Benchmarks(), new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  @Test
  void stepsReportEveryBatchAndWidth() throws IOException {
    Path file = folder.resolve("steps.json");
    int code =
        run(
            "steps",
            "--device",
            "software",
            "--batch",
            "1,8",
            "--width",
            "16",
            "--seconds",
            "0.01",
            "--json",
            file.toString());

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString()).contains("software device").contains("| 8 |").contains("| 16 |");
    JsonNode report = new ObjectMapper().readTree(file.toFile());
    assertThat(report.at("/machine/device").asText()).startsWith("software device");
    assertThat(report.at("/machine/processor").asText()).isNotBlank();
    for (String column : List.of("teacher", "wider", "deeper", "teacherEager", "teacherForward")) {
      assertThat(report.at("/byBatch/1/" + column).asDouble()).as(column).isPositive();
    }
    assertThat(report.at("/byWidth/0/gigaflopsPerSecond").asDouble()).isPositive();
  }

  @Test
  void stepsOfChosenNetworksAreAsPyTorchsTable() throws IOException {
    Path file = folder.resolve("colour.json");
    int code =
        run(
            "steps",
            "--device",
            "software",
            "--network",
            "resnet20,../examples/vgg.yaml",
            "--batch",
            "2",
            "--seconds",
            "0.01",
            "--json",
            file.toString());

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString())
        .contains("| network | batch | training | forward only | peak MB |", "| resnet20 | 2 |");
    JsonNode row = new ObjectMapper().readTree(file.toFile()).at("/byNetwork/1");
    assertThat(row.path("network").asText()).isEqualTo("vgg.yaml");
    for (String column : List.of("training", "forward", "peakMegabytes")) {
      assertThat(row.path(column).asDouble()).as(column).isPositive();
    }
  }

  /**
   * Counted by hand as in the test of PyTorch's in {@code peers/}: what is compared is the same.
   */
  @Test
  void colourNetworksHaveThePeersParameters() {
    long stages = 6 * 9 * 16 * 16 + 9 * (16 * 32 + 5 * 32 * 32) + 9 * (32 * 64 + 5 * 64 * 64);
    long channels = 16 + 6 * 16 + 7 * 32 + 7 * 64;
    assertThat(BenchNetwork.RESNET20.model().spec().parameterCount())
        .isEqualTo(3 * 9 * 16 + stages + 16 * 32 + 32 * 64 + 2 * channels + 64 * 10 + 10);
    long convolutions = 9 * (3 * 64 + 64 * 64 + 64 * 128 + 128 * 128 + 128 * 256 + 256 * 256);
    assertThat(BenchNetwork.VGG.model().spec().parameterCount())
        .isEqualTo(convolutions + 2 * 2 * (64 + 128 + 256) + 256 * 10 + 10);
  }

  /** conv2 of the teacher at batch 2, by hand: 2 * 2 * 14 * 14 * 64 * 9 * 64 = 28.901 MFLOP. */
  @Test
  void rooflineListsTheCallsOfAStep() {
    assertThat(run("roofline", "--device", "software", "--batch", "2")).isZero();
    assertThat(out.toString())
        .contains("| teacher, batch 2 |")
        .contains("| cudnnConvolutionBackwardData | 28.901 |")
        .contains("| sgd |");
  }

  @Test
  void everyLayerCanBePlanned() throws IOException {
    try (graft.device.Device device = JmhDevice.open()) {
      for (BenchLayer layer : BenchLayer.values()) {
        try (BenchLayer.Planned planned = layer.plan(device, 2)) {
          planned.forward(1);
          planned.backward(1);
        }
      }
    }
  }

  /** What docs/performance.md says of the networks that grow; in each kind of growth. */
  @Test
  void networksGrowAsTheFiguresSay() {
    assertThat(GrowthBenchmark.Network.VGG16.spec().parameterCount()).isEqualTo(14_986_698);
    assertThat(GrowthBenchmark.groups(GrowthBenchmark.Network.VGG16.spec())).hasSize(14);
    Model resnet = Model.untrained(GrowthBenchmark.Network.RESNET20.spec(), 1);
    assertThat(GrowthBenchmark.groups(resnet.spec())).hasSize(12);
    Map<GrowthBenchmark.Growth, Long> parameters = new EnumMap<>(GrowthBenchmark.Growth.class);
    for (GrowthBenchmark.Growth growth : GrowthBenchmark.Growth.values()) {
      parameters.put(growth, growth.of(resnet).spec().parameterCount());
    }
    assertThat(parameters.values()).containsExactly(327_898L, 1_084_586L, 1_084_586L, 570_202L);
  }

  @Test
  void secondsToAnAccuracyAreThoseOfTraining() {
    History history =
        new History(
            new Evaluation(2.3, 0.1, 100),
            List.of(epoch(1, 0.97), epoch(2, 0.985), epoch(3, 0.99)));

    assertThat(RunsCommand.secondsTo(history, 0.985)).isEqualTo(OptionalDouble.of(4));
    assertThat(RunsCommand.secondsTo(history, 0.1)).isEqualTo(OptionalDouble.of(0));
    assertThat(RunsCommand.secondsTo(history, 0.995)).isEmpty();
  }

  private static EpochRecord epoch(int number, double accuracy) {
    StepRecords steps = new StepRecords(new double[0], new double[0]);
    return new EpochRecord(number, 1, 0.9, steps, new Evaluation(0.1, accuracy, 100), 2, 50);
  }

  @Test
  void wrongUsageEndsWithTwo() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("steps", "--batch", "0")).isEqualTo(2);
    assertThat(run("roofline", "--gflops", "0")).isEqualTo(2);
    assertThat(run("jmh", "--forks", "0")).isEqualTo(2);
    assertThat(run("steps", "--network", "resnet21")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--batch is 0, expected 1 to 4096", "'resnet21' is none of [teacher")
        .doesNotContain("\tat ");
  }
}
