package graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.data.SyntheticDigits;
import graft.device.ApiCounters;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.device.SoftwareOnly;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.nn.Call;
import graft.nn.Cost;
import graft.nn.Sgd;
import graft.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StepRunnerTest {
  private static final Device DEVICE = SharedDevice.get();
  private static ResidentData data;
  private static Model model;

  @BeforeAll
  static void drawDigits() {
    data = ResidentData.upload(DEVICE, SyntheticDigits.draw("digits", 70, 1));
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(28, 28, 1))
            .then("flatten", new Flatten())
            .then("logits", new Dense(10))
            .build();
    model = Model.untrained(spec, 1);
  }

  @AfterAll
  static void freeData() {
    data.close();
  }

  private static StepRunner training(int batch) {
    return StepRunner.training(
        DEVICE, data, model, TrainingOptions.of(1, batch, Sgd.of(0.01f, 0.9f)));
  }

  /** 70 samples are 8 steps of 8; the ninth must not reach past the end. */
  @SoftwareOnly("it counts calls")
  @Test
  void startsTheDataAnewWhereItEnds() {
    ApiCounters counters = DEVICE.counters().orElseThrow();
    try (StepRunner steps = training(8);
        StepRunner evaluation = StepRunner.evaluation(DEVICE, data, model, 8)) {
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
    try (StepRunner steps = training(8)) {
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
              new Cost("sgd", 4 * parameters, 5 * 4 * parameters),
              new Cost("finish_training_step", 16, 64));
    }
  }

  /** 20 timed steps go through the data twice and a half; what they leave out would show below. */
  @Test
  void timesEachCallWithinTheStep() {
    try (StepRunner steps = training(8)) {
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
    try (StepRunner timed = training(8);
        StepRunner plain = training(8)) {
      timed.timeCalls(20);
      plain.run(21);
      assertThat(timed.weights()).isEqualTo(plain.weights());
    }
  }

  /** A graph's steps run once before it is captured; what that moved must not show. */
  @Test
  void stepsAsAGraphTrainAsThoseCallByCallDo() {
    TrainingOptions callByCall = TrainingOptions.of(1, 8, Sgd.of(0.01f, 0.9f)).withGraph(false);
    try (StepRunner graph = training(8);
        StepRunner eager = StepRunner.training(DEVICE, data, model, callByCall)) {
      assertThat(graph.isGraph()).isTrue();
      assertThat(eager.isGraph()).isFalse();
      assertThat(graph.weights()).isEqualTo(model.weights());
      graph.run(3);
      eager.run(3);
      assertThat(graph.weights()).isEqualTo(eager.weights()).isNotEqualTo(model.weights());
    }
  }

  @Test
  void aNumberOfStepsOutOfRangeIsRefused() {
    try (StepRunner steps = training(8)) {
      assertThatThrownBy(() -> steps.run(-1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the number of steps is -1, expected 0 or more");
      assertThatThrownBy(() -> steps.timeCalls(0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the number of steps is 0, expected 1 or more");
    }
  }

  @Test
  void aBatchLargerThanTheDataIsRefused() {
    assertThatThrownBy(() -> training(71))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batch is 71, expected 1 to 70, the size of the data set");
  }
}
