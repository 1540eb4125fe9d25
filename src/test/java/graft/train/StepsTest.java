package graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.data.SyntheticDigits;
import graft.device.AlgorithmPolicy;
import graft.device.ApiCounters;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.nn.Dense;
import graft.nn.Flatten;
import graft.nn.Model;
import graft.nn.NetworkSpec;
import graft.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StepsTest {
  private static final Device DEVICE = SharedDevice.get();
  private static ResidentData data;
  private static Model model;

  @BeforeAll
  static void drawDigits() {
    data = ResidentData.upload(DEVICE, SyntheticDigits.draw("digits", 70, 1));
    NetworkSpec spec =
        new NetworkSpec(
            Shape.of(28, 28, 1), List.of(new Flatten("flatten"), new Dense("logits", 10)));
    model = new Trainer(DEVICE, data, data, AlgorithmPolicy.defaults()).initialize(spec, 1);
  }

  @AfterAll
  static void freeData() {
    data.close();
  }

  private static Steps training(int batch) {
    return Steps.training(
        DEVICE,
        data,
        model,
        new TrainingOptions(1, batch, 0.01f, 0.9f, 1, true),
        AlgorithmPolicy.defaults());
  }

  /** 70 samples are 8 steps of 8; the ninth must not reach past the end. */
  @Test
  void startsTheDataAnewWhereItEnds() {
    ApiCounters counters = DEVICE.counters().orElseThrow();
    try (Steps steps = training(8);
        Steps evaluation = Steps.evaluation(DEVICE, data, model, 8, AlgorithmPolicy.defaults())) {
      counters.reset();
      steps.run(20);
      assertThat(counters.calls())
          .containsEntry("cuGraphLaunch", 20L)
          .containsEntry("cuStreamSynchronize", 1L)
          .containsEntry("cuMemsetD8Async", 2L);
      counters.reset();
      evaluation.run(4);
      assertThat(counters.calls()).containsEntry("cuGraphLaunch", 4L).hasSize(2);
      assertThat(steps.description()).anyMatch(line -> line.startsWith("logits: cublasSgemm"));
    }
  }

  @Test
  void aBatchLargerThanTheDataIsRefused() {
    assertThatThrownBy(() -> training(71))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batch is 71, expected 1 to 70, the size of the data set");
  }
}
