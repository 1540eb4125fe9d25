package graft.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.device.Device;
import graft.device.SharedDevice;
import graft.model.BatchNorm;
import graft.model.Dropout;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.Preprocessing;
import graft.model.Statistics;
import graft.model.TestNetworks;
import graft.reference.ReferenceNetwork;
import graft.reference.ReferencePass;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/** What normalisations see, against the float64 reference. */
class BatchStatisticsTest {
  private static final int BATCH = 5;
  private static final int BATCHES = 3;

  /** Of the deviation, or the variance: float32 through a few layers. */
  private static final double TOLERANCE = 1e-4;

  private final Device device = SharedDevice.get();

  @Provide
  Arbitrary<NetworkSpec> graphs() {
    return TestNetworks.graphs()
        .filter(spec -> spec.input().rank() == 3)
        .filter(spec -> spec.nodes().stream().anyMatch(node -> node.op() instanceof BatchNorm))
        .filter(spec -> spec.nodes().stream().noneMatch(node -> node.op() instanceof Dropout));
  }

  private static Preprocessing preprocessing(NetworkSpec spec) {
    int channels = spec.input().last();
    return new Preprocessing(
        List.of(0.5, 0.25, 0.75).subList(0, channels),
        List.of(0.5, 1.0, 0.25).subList(0, channels));
  }

  private static byte[] images(NetworkSpec spec, int count) {
    byte[] images = new byte[count * spec.input().elements()];
    new Random(count).nextBytes(images);
    return images;
  }

  @Property(tries = 25, shrinking = ShrinkingMode.OFF)
  void ofEachNormalisationAndOfItsInput(@ForAll("graphs") NetworkSpec spec, @ForAll long seed) {
    Model model = TestNetworks.model(spec, seed);
    byte[] images = images(spec, BATCH * BATCHES + 2); // two are left over
    Map<String, Statistics> found =
        BatchStatistics.of(device, model, preprocessing(spec), images, BATCH);
    List<Node> norms =
        spec.nodes().stream().filter(node -> node.op() instanceof BatchNorm).toList();
    assertThat(List.copyOf(found.keySet())).isEqualTo(norms.stream().map(Node::name).toList());
    for (Node norm : norms) {
      Statistics expected = expected(model, norm.input(), images);
      requireNear(found.get(norm.name()), expected);
      requireNear(
          BatchStatistics.of(device, model, norm.input(), preprocessing(spec), images, BATCH),
          expected);
    }
    assertThat(model).isEqualTo(TestNetworks.model(spec, seed));
  }

  /** Batch by batch in float64: mean, and squares over n - 1; their means. */
  private static Statistics expected(Model model, String value, byte[] images) {
    NetworkSpec spec = model.spec();
    int channels = spec.shapeOf(value).last();
    int bytes = BATCH * spec.input().elements();
    double[] means = new double[channels];
    double[] variances = new double[channels];
    for (int batch = 0; batch < BATCHES; batch++) {
      double[] inputs =
          inputs(spec, Arrays.copyOfRange(images, batch * bytes, (batch + 1) * bytes));
      double[] values =
          ReferenceNetwork.of(model).forward(inputs, BATCH, ReferencePass.TRAINING).get(value);
      int count = values.length / channels;
      for (int c = 0; c < channels; c++) {
        double mean = 0;
        for (int i = c; i < values.length; i += channels) {
          mean += values[i] / count;
        }
        double squares = 0;
        for (int i = c; i < values.length; i += channels) {
          squares += (values[i] - mean) * (values[i] - mean);
        }
        means[c] += mean / BATCHES;
        variances[c] += squares / (count - 1) / BATCHES;
      }
    }
    return new Statistics(means, variances);
  }

  private static double[] inputs(NetworkSpec spec, byte[] images) {
    int channels = spec.input().last();
    double[] inputs = new double[images.length];
    for (int i = 0; i < images.length; i++) {
      inputs[i] = preprocessing(spec).value(i % channels, Byte.toUnsignedInt(images[i]));
    }
    return inputs;
  }

  private static void requireNear(Statistics found, Statistics expected) {
    for (int c = 0; c < expected.mean().length; c++) {
      double variance = expected.variance()[c];
      double mean = expected.mean()[c];
      double size = Math.sqrt(variance) + Math.abs(mean) + 1e-3;
      assertThat(Math.abs(found.mean()[c] - mean) / size).isLessThan(TOLERANCE);
      assertThat(Math.abs(found.variance()[c] - variance) / (variance + 1e-3 * size * size))
          .isLessThan(10 * TOLERANCE);
    }
  }

  @Test
  void tooFewImagesAreRefused() {
    NetworkSpec spec = TestNetworks.smallTeacher(2, 2, 2);
    Model model = TestNetworks.model(spec, 1);
    assertThatThrownBy(
            () ->
                BatchStatistics.of(
                    device, model, preprocessing(spec), images(spec, BATCH - 1), BATCH))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "found a batch of 5 and 4 images, expected a batch of 2 or more and as many images");
    assertThatThrownBy(
            () -> BatchStatistics.of(device, model, preprocessing(spec), images(spec, 4), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("found a batch of 1 and 4 images");
  }
}
