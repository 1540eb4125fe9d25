package graft.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Networks and weights on the host: shapes, counts, and what they refuse. */
class NetworkSpecTest {
  private static final NetworkSpec TEACHER =
      new NetworkSpec(
          Shape.of(28, 28, 1),
          List.of(
              Conv2d.same("conv1", 64, 3),
              new MaxPool2d("pool1", 2, 2),
              Conv2d.same("conv2", 64, 3),
              new MaxPool2d("pool2", 2, 2),
              new Flatten("flatten"),
              new Dense("fc1", 64),
              new Relu("fc1-relu"),
              new Dense("fc2", 10)));

  @Test
  void infersShapesAndCountsAsKerasDoes() {
    assertThat(TEACHER.outputOf(3)).isEqualTo(Shape.of(7, 7, 64));
    assertThat(TEACHER.output()).isEqualTo(Shape.of(10));
    // conv1 640, conv2 36,928, fc1 200,768, fc2 650: the sums of Keras' summary().
    assertThat(TEACHER.parameterCount()).isEqualTo(238_986);
    assertThat(TEACHER.summary()).contains("conv2").contains("36,928").contains("238,986");
  }

  @Test
  void stridesAndPaddingFollowTensorFlow() {
    Shape input = Shape.of(7, 8, 3);
    assertThat(new Conv2d("c", 4, 3, 3, 2, Padding.SAME).outputShape(input))
        .isEqualTo(Shape.of(4, 4, 4));
    assertThat(new Conv2d("c", 4, 3, 2, 2, Padding.VALID).outputShape(input))
        .isEqualTo(Shape.of(3, 4, 4));
    assertThat(new Conv2d("c", 4, 3, 3, 2, Padding.SAME).padHeight(input)).isEqualTo(1);
    assertThat(new MaxPool2d("p", 3, 2).outputShape(input)).isEqualTo(Shape.of(3, 3, 3));
  }

  @Test
  void glorotFansCountTheWindow() {
    Parameter kernel = Conv2d.same("c", 64, 3).parameters(Shape.of(28, 28, 2)).get(0);
    assertThat(kernel.shape()).isEqualTo(Shape.of(64, 3, 3, 2));
    assertThat(kernel.fanIn()).isEqualTo(18);
    assertThat(kernel.fanOut()).isEqualTo(576);
  }

  @Test
  void refusesLayersThatDoNotFit() {
    assertThatThrownBy(() -> new NetworkSpec(Shape.of(4, 4, 1), List.of(new Dense("fc", 2))))
        .hasMessage(
            "layer fc got an input of shape [4, 4, 1], expected [in]; put a Flatten layer before"
                + " it");
    assertThatThrownBy(() -> new NetworkSpec(Shape.of(4), List.of(new Relu("a"), new Relu("a"))))
        .hasMessage("layer name 'a' is blank or used twice, expected a name of its own");
    assertThatThrownBy(() -> new NetworkSpec(Shape.of(4), List.of()))
        .hasMessage("a network needs at least one layer");
    assertThatThrownBy(() -> new MaxPool2d("p", 3, 2).outputShape(Shape.of(2, 9, 1)))
        .hasMessage("layer p: a window of 3 does not fit into [2, 9, 1]");
    assertThatThrownBy(() -> new Conv2d("c", 0, 3, 3, 1, Padding.SAME))
        .hasMessage("layer c: filters is 0, expected a positive number");
    assertThatThrownBy(() -> TEACHER.indexOf("conv9"))
        .hasMessageStartingWith("no layer is named 'conv9'; there are [conv1, pool1");
  }

  @Test
  void weightsMustFitTheirNetwork() {
    NetworkSpec spec = new NetworkSpec(Shape.of(3), List.of(new Dense("fc", 2)));
    Map<String, HostTensor> tensors = new HashMap<>();
    tensors.put("fc/kernel", HostTensor.filled(Shape.of(3, 2), 1));
    assertThatThrownBy(() -> new Weights(spec, tensors))
        .hasMessage("no weights for fc/bias; found [fc/kernel]");
    tensors.put("fc/bias", HostTensor.filled(Shape.of(3), 0));
    assertThatThrownBy(() -> new Weights(spec, tensors))
        .hasMessage("weights fc/bias have shape [3], expected [2]");
    tensors.put("fc/bias", HostTensor.filled(Shape.of(2), 0));
    tensors.put("fc/scale", HostTensor.filled(Shape.of(2), 0));
    assertThatThrownBy(() -> new Weights(spec, tensors))
        .hasMessageStartingWith("weights fc/scale belong to no parameter of the network");
  }

  @Test
  void shapesAndTensorsAreValues() {
    assertThat(Shape.of(2, 3)).isEqualTo(Shape.of(2, 3)).isNotEqualTo(Shape.of(3, 2));
    assertThat(Shape.of(2, 3).prepend(4)).isEqualTo(Shape.of(4, 2, 3));
    assertThatThrownBy(() -> Shape.of(2, 0)).hasMessageContaining("an extent of 0");
    assertThatThrownBy(() -> Shape.of(1 << 16, 1 << 16)).hasMessageContaining("more than 2^31 - 1");
    float[] data = {1, 2};
    HostTensor tensor = HostTensor.of(Shape.of(2), data);
    data[0] = 9;
    tensor.toArray()[1] = 9;
    assertThat(tensor.toArray()).containsExactly(1, 2);
    assertThatThrownBy(() -> HostTensor.of(Shape.of(3), data))
        .hasMessage("shape [3] has 3 elements, found 2 numbers");
  }
}
