package graft.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import graft.model.BatchNorm;
import graft.model.Model;
import graft.model.NodeParameter;
import graft.model.Statistics;
import graft.model.TestNetworks;
import graft.predict.BatchStatistics;
import graft.tensor.HostTensor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is written into running statistics, and what is left. */
class MeasurementTest {
  private static final int BATCH = 16;

  private final Samples samples = Samples.of(SmallResNet.data(40).train(), 40);

  private final Measurement measurement =
      new Measurement(OnDevice.DEVICE, SmallResNet.PREPROCESSING, samples, BATCH);

  private final Model model = TestNetworks.model(SmallResNet.spec(), 4);

  private final Map<String, Statistics> found =
      BatchStatistics.of(
          OnDevice.DEVICE, model, SmallResNet.PREPROCESSING, samples.images(), BATCH);

  private static Set<String> changed(Model before, Model after) {
    return before.weights().names().stream()
        .filter(name -> !before.weights().get(name).equals(after.weights().get(name)))
        .collect(Collectors.toSet());
  }

  @Test
  void changesRunningStatisticsAndNothingElse() {
    Model calibrated = measurement.calibrated(model);
    Set<String> statistics =
        model.spec().parameters().stream()
            .filter(
                parameter ->
                    parameter.parameter().role().equals(BatchNorm.MEAN)
                        || parameter.parameter().role().equals(BatchNorm.VARIANCE))
            .map(NodeParameter::name)
            .collect(Collectors.toSet());
    assertThat(calibrated.spec()).isEqualTo(model.spec());
    assertThat(changed(model, calibrated)).isEqualTo(statistics).hasSize(2 * 7);
    found.forEach(
        (norm, of) -> {
          holds(calibrated, norm, BatchNorm.MEAN, of.mean());
          holds(calibrated, norm, BatchNorm.VARIANCE, of.variance());
        });
    assertThat(model).isEqualTo(TestNetworks.model(SmallResNet.spec(), 4));
    assertThat(measurement.calibrated(calibrated)).as("they are not used").isEqualTo(calibrated);
  }

  private static void holds(Model model, String norm, String role, double[] expected) {
    HostTensor tensor = model.weights().get(norm, role);
    for (int i = 0; i < expected.length; i++) {
      assertThat(tensor.get(i)).isEqualTo((float) expected[i]);
    }
  }

  @Test
  void changesSomeChannels() {
    Model calibrated = measurement.calibrated(model, Map.of("a-norm", List.of(1, 4)));
    assertThat(changed(model, calibrated))
        .containsExactlyInAnyOrder("a-norm/mean", "a-norm/variance");
    HostTensor before = model.weights().get("a-norm", BatchNorm.MEAN);
    HostTensor after = calibrated.weights().get("a-norm", BatchNorm.MEAN);
    for (int channel = 0; channel < 6; channel++) {
      float expected =
          channel == 1 || channel == 4
              ? (float) found.get("a-norm").mean()[channel]
              : before.get(channel);
      assertThat(after.get(channel)).isEqualTo(expected);
    }
  }

  @Test
  void refusesANodeThatIsNoBatchNorm() {
    assertThatThrownBy(() -> measurement.calibrated(model, Map.of("b2", List.of(0))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("b2: expected a BatchNorm, found [")
        .hasMessageContaining("a-norm");
  }

  @Test
  void aBatchHasAnImageOrMore() {
    assertThatThrownBy(
            () -> new Measurement(OnDevice.DEVICE, SmallResNet.PREPROCESSING, samples, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("found a batch of 0, expected 1 or more");
  }

  /** Of what a BatchNorm reads, both ways to ask answer the same; of fewer samples, one batch. */
  @Test
  void ofAValue() {
    Statistics of = measurement.of(model, "b2");
    double[] mean = found.get("b2-norm").mean();
    double[] variance = found.get("b2-norm").variance();
    for (int channel = 0; channel < mean.length; channel++) {
      assertThat(of.mean()[channel]).isEqualTo(mean[channel], within(1e-6));
      assertThat(of.variance()[channel]).isEqualTo(variance[channel], within(1e-6));
    }
    Measurement few =
        new Measurement(OnDevice.DEVICE, SmallResNet.PREPROCESSING, samples.first(5), BATCH);
    assertThat(few.of(model, "b2")).isNotEqualTo(of);
  }
}
