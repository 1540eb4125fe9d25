package graft.net2net;

import graft.nn.GlorotUniform;
import graft.nn.Layer;
import graft.nn.Model;
import graft.nn.NetworkSpec;
import graft.nn.Parameter;
import graft.random.Philox;
import graft.tensor.HostTensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Gives a trained network more layers. The teacher is a value and stays as it is.
 *
 * <p>Where only the layer to deepen is named, another of its kind, named {@code conv2-deeper} for
 * {@code conv2}, is put behind it: a convolution with the same window and filters, stride 1 and
 * 'same' padding, or a dense layer with the same units. If the layer has a ReLU, the new one gets
 * its own, {@code fc1-deeper-relu}, and both go behind that ReLU.
 */
public final class Deepen {
  private Deepen() {}

  /**
   * Net2DeeperNet for a layer of the teacher; see {@link #net2deeper(Model, String, List)}.
   *
   * @param teacher the trained model
   * @param layer the name of a convolution with an odd window, or of a dense layer with a ReLU
   * @throws IllegalArgumentException if the layer is another, or a new name is taken
   */
  public static Model net2deeper(Model teacher, String layer) {
    return identity(teacher, Insertion.behind(teacher.spec(), layer));
  }

  /**
   * Net2DeeperNet (Chen, Goodfellow, Shlens 2016, arXiv 1511.05641, section "Net2DeeperNet"): the
   * added layers compute the identity, so the student computes what its teacher did. A convolution
   * [K, R, S, K] has 1 at ((R - 1) / 2, (S - 1) / 2) from each channel to itself, a dense layer the
   * identity matrix; biases are 0. A ReLU is the identity on what another ReLU has passed: relu(I
   * relu(v)) = relu(v).
   *
   * @param teacher the trained model
   * @param after the name of the layer to put them behind
   * @param added convolutions (odd window, stride 1, 'same' padding, as many filters as channels),
   *     dense layers (as many units as inputs), and, where the output of {@code after} is never
   *     negative, ReLUs
   * @throws IllegalArgumentException if there is no such layer, a name is taken, or a layer cannot
   *     compute the identity there
   */
  public static Model net2deeper(Model teacher, String after, List<Layer> added) {
    return identity(teacher, new Insertion(after, added));
  }

  /**
   * The baseline: the layers of {@link #net2deeper(Model, String)} with {@linkplain GlorotUniform
   * initial} weights, which forget what the teacher passed on.
   *
   * @param teacher the trained model
   * @param layer the name of a convolution, or of a dense layer with a ReLU
   * @param random gives the kernels
   * @throws IllegalArgumentException if the layer is another, or a new name is taken
   */
  public static Model randomInit(Model teacher, String layer, Philox random) {
    return random(teacher, Insertion.behind(teacher.spec(), layer), random);
  }

  /**
   * The baseline with any layers that keep the shape.
   *
   * @param teacher the trained model
   * @param after the name of the layer to put them behind
   * @param added from input to output
   * @param random gives the kernels
   * @throws IllegalArgumentException if there is no such layer, a name is taken, or the layers
   *     change the shape that the next one reads
   */
  public static Model randomInit(Model teacher, String after, List<Layer> added, Philox random) {
    return random(teacher, new Insertion(after, added), random);
  }

  private static Model identity(Model teacher, Insertion insertion) {
    insertion.checkIdentity(teacher.spec());
    return student(
        teacher,
        insertion,
        parameter ->
            parameter.role().equals(Parameter.KERNEL)
                ? identityKernel(parameter)
                : HostTensor.filled(parameter.shape(), 0));
  }

  private static Model random(Model teacher, Insertion insertion, Philox random) {
    return student(teacher, insertion, parameter -> GlorotUniform.draw(parameter, random));
  }

  private static HostTensor identityKernel(Parameter parameter) {
    float[] data = new float[parameter.shape().elements()];
    if (parameter.shape().rank() == 4) { // [K, R, S, K]
      int height = parameter.shape().extent(1);
      int width = parameter.shape().extent(2);
      int channels = parameter.shape().extent(3);
      for (int channel = 0; channel < channels; channel++) {
        int row = channel * height + (height - 1) / 2;
        data[(row * width + (width - 1) / 2) * channels + channel] = 1;
      }
    } else { // [units, units]
      int units = parameter.shape().extent(1);
      for (int unit = 0; unit < units; unit++) {
        data[unit * units + unit] = 1;
      }
    }
    return HostTensor.of(parameter.shape(), data);
  }

  private static Model student(
      Model teacher, Insertion insertion, Function<Parameter, HostTensor> initial) {
    NetworkSpec spec = insertion.into(teacher.spec());
    Set<String> added = new HashSet<>();
    for (Layer layer : insertion.layers()) {
      added.add(layer.name());
    }
    Map<String, HostTensor> tensors = new HashMap<>();
    for (Parameter parameter : spec.parameters()) {
      tensors.put(
          parameter.name(),
          added.contains(parameter.layer())
              ? initial.apply(parameter)
              : teacher.weights().get(parameter.name()));
    }
    return Model.of(spec, tensors);
  }
}
