package graft.net2net;

import graft.nn.Model;
import graft.nn.NetworkSpec;
import graft.nn.Parameter;
import graft.random.Philox;
import graft.tensor.HostTensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives a trained network's convolution or dense layer more units. The teacher is a value and stays
 * as it is.
 *
 * <p>Widening changes two layers: the one that gets units, and its consumer, the next convolution
 * or dense layer, which reads them. Pooling, ReLU and flattening in between keep channels apart and
 * pass them through.
 */
public final class Widen {
  /** Standard deviation of random-pad's weights, and value of its biases. */
  private static final double PAD = 0.1;

  private Widen() {}

  /**
   * Net2WiderNet (Chen, Goodfellow, Shlens 2016, arXiv 1511.05641, section "Net2WiderNet"): added
   * units copy the teacher's units, drawn uniformly with replacement, and the copies share the
   * outgoing weights. With g the map of units, W the teacher's and U the student's kernels of the
   * layer (1) and of its consumer (2):
   *
   * <pre>
   *   U1[k, j] = W1[k, g(j)]      U2[j, h] = W2[g(j), h] / |{x : g(x) = g(j)}|
   * </pre>
   *
   * <p>Keras' example (examples/mnist_net2net.py) adds noise to the replicas' outgoing weights:
   * {@link SymmetryBreaking#EXAMPLE_NOISE}.
   *
   * @param teacher the trained model
   * @param layer the name of a convolution or dense layer, not the last
   * @param newWidth its new number of filters or units, larger than the teacher's
   * @param breaking what tells the copies apart
   * @param random gives first the map, then what breaks the symmetry
   * @throws IllegalArgumentException if there is no such layer, it has no weights or no consumer,
   *     or would not become wider
   */
  public static Widening net2wider(
      Model teacher, String layer, int newWidth, SymmetryBreaking breaking, Philox random) {
    WideningSite site = WideningSite.find(teacher.spec(), layer);
    NetworkSpec spec = site.widened(teacher.spec(), newWidth);
    return replicate(
        teacher, spec, site, ReplicaMap.draw(site.width(), newWidth, random), breaking, random);
  }

  /**
   * Net2WiderNet with a map that is given instead of drawn.
   *
   * @param teacher the trained model
   * @param layer the name of a convolution or dense layer, not the last
   * @param map which of the layer's units each of the student's copies
   * @param breaking what tells the copies apart
   * @param random gives what breaks the symmetry
   * @throws IllegalArgumentException if there is no such layer, it has no weights or no consumer,
   *     or the map is of another number of units
   */
  public static Widening net2wider(
      Model teacher, String layer, ReplicaMap map, SymmetryBreaking breaking, Philox random) {
    WideningSite site = WideningSite.find(teacher.spec(), layer);
    if (map.teacherWidth() != site.width()) {
      throw new IllegalArgumentException(
          "layer %s has %d units, but the replica map is of %d; expected a map of %d"
              .formatted(layer, site.width(), map.teacherWidth(), site.width()));
    }
    NetworkSpec spec = site.widened(teacher.spec(), map.studentWidth());
    return replicate(teacher, spec, site, map, breaking, random);
  }

  /**
   * The baseline that does not preserve the function: the added units' incoming and outgoing
   * weights are normal with standard deviation 0.1, their biases 0.1.
   *
   * @param teacher the trained model
   * @param layer the name of a convolution or dense layer, not the last
   * @param newWidth its new number of filters or units, larger than the teacher's
   * @param random gives first the incoming weights, then the outgoing ones
   * @throws IllegalArgumentException as {@link #net2wider(Model, String, int, SymmetryBreaking,
   *     Philox)} does
   */
  public static Model randomPad(Model teacher, String layer, int newWidth, Philox random) {
    WideningSite site = WideningSite.find(teacher.spec(), layer);
    NetworkSpec spec = site.widened(teacher.spec(), newWidth);
    HostTensor kernel = teacher.weights().get(layer, Parameter.KERNEL);
    HostTensor bias = teacher.weights().get(layer, Parameter.BIAS);
    HostTensor outgoing = teacher.weights().get(site.consumer().name(), Parameter.KERNEL);
    float[] newBias = Arrays.copyOf(bias.toArray(), newWidth);
    Arrays.fill(newBias, site.width(), newWidth, (float) PAD);
    return student(
        teacher,
        spec,
        site,
        UnitAxis.ofOutputs(site.layer(), kernel.shape()).pad(kernel, newWidth, PAD, random),
        newBias,
        site.inputAxis(outgoing.shape()).pad(outgoing, newWidth, PAD, random));
  }

  private static Widening replicate(
      Model teacher,
      NetworkSpec spec,
      WideningSite site,
      ReplicaMap map,
      SymmetryBreaking breaking,
      Philox random) {
    String layer = site.layer().name();
    HostTensor kernel = teacher.weights().get(layer, Parameter.KERNEL);
    HostTensor bias = teacher.weights().get(layer, Parameter.BIAS);
    HostTensor outgoing = teacher.weights().get(site.consumer().name(), Parameter.KERNEL);
    Model student =
        student(
            teacher,
            spec,
            site,
            UnitAxis.ofOutputs(site.layer(), kernel.shape()).replicate(kernel, map),
            UnitAxis.ofBias(site.width()).replicate(bias, map),
            new OutgoingWeights(site.inputAxis(outgoing.shape()), outgoing, map)
                .split(breaking, random));
    return new Widening(student, layer, site.consumer().name(), map);
  }

  private static Model student(
      Model teacher,
      NetworkSpec spec,
      WideningSite site,
      float[] kernel,
      float[] bias,
      float[] outgoing) {
    Map<String, float[]> changed =
        Map.of(
            Parameter.name(site.layer().name(), Parameter.KERNEL), kernel,
            Parameter.name(site.layer().name(), Parameter.BIAS), bias,
            Parameter.name(site.consumer().name(), Parameter.KERNEL), outgoing);
    Map<String, HostTensor> tensors = new HashMap<>();
    for (Parameter parameter : spec.parameters()) {
      float[] data = changed.get(parameter.name());
      tensors.put(
          parameter.name(),
          data == null
              ? teacher.weights().get(parameter.name())
              : HostTensor.of(parameter.shape(), data));
    }
    return Model.of(spec, tensors);
  }
}
