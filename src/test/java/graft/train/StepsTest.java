package graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.data.SyntheticDigits;
import graft.device.AlgorithmPolicy;
import graft.device.ApiCounters;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.nn.Call;
import graft.nn.Cost;
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

  /** By hand, for a dense layer of 784 to 10 and a batch of 8. */
  @Test
  void knowsWhatAStepCosts() {
    try (Steps steps = training(8)) {
      // Each tensor of the block starts at a multiple of 64 floats.
      long parameters = 7872 + 64;
      assertThat(steps.calls().stream().map(Call::cost))
          .containsExactly(
              new Cost("gather_batch", 8 * 784, 8 * (784 * 5 + 9)),
              new Cost("cublasSgemm", 2 * 8 * 784 * 10, 4 * (8 * 784 + 7840 + 80)),
              new Cost("add_bias", 80, 4 * (80 + 10 + 80)),
              new Cost("softmax_cross_entropy_gradient", 8 * 80, 4 * (160 + 3 * 8)),
              new Cost("bias_gradient", 80, 4 * 90),
              new Cost("cublasSgemm", 2 * 8 * 784 * 10, 4 * (8 * 784 + 80 + 7840)),
              new Cost("sgd", 5 * parameters, 5 * 4 * parameters),
              new Cost("finish_step", 16, 64));
    }
  }

  /** 20 timed steps go through the data twice and a half; what they leave out would show below. */
  @Test
  void timesEachCallWithinTheStep() {
    try (Steps steps = training(8)) {
      steps.run(3);
      long start = System.nanoTime();
      List<CallTime> times = steps.timeCalls(20);
      double waited = (System.nanoTime() - start) * 1e-3;
      assertThat(times.stream().map(CallTime::call)).isEqualTo(steps.calls());
      assertThat(times).allMatch(time -> time.microseconds() >= 0);
      assertThat(times.stream().mapToDouble(CallTime::microseconds).sum())
          .as("of the calls of one of 20 steps, in microseconds")
          .isPositive()
          .isLessThan(waited);
    }
  }

  @Test
  void timedStepsTrainAsOthersDo() {
    try (Steps timed = training(8);
        Steps plain = training(8)) {
      timed.timeCalls(20);
      plain.run(21);
      assertThat(timed.weights()).isEqualTo(plain.weights());
    }
  }

  @Test
  void aBatchLargerThanTheDataIsRefused() {
    assertThatThrownBy(() -> training(71))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batch is 71, expected 1 to 70, the size of the data set");
  }
}
