package graft.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tensors on the host and how they belong to a network. */
class WeightsTest {
  @Test
  void weightsMustFitTheirNetwork() {
    NetworkSpec spec = NetworkSpec.chain(Shape.of(3)).then("fc", new Dense(2)).build();
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
  void areFoundByNameInTheNetworksOrder() {
    NetworkSpec spec = NetworkSpec.chain(Shape.of(3)).then("fc", new Dense(2)).build();
    HostTensor kernel = HostTensor.filled(Shape.of(3, 2), 1);
    HostTensor bias = HostTensor.filled(Shape.of(2), 5);
    Weights weights = new Weights(spec, Map.of("fc/bias", bias, "fc/kernel", kernel));
    assertThat(weights.get("fc", Parameter.BIAS)).isEqualTo(bias);
    assertThat(weights.names()).containsExactly("fc/kernel", "fc/bias");
    assertThat(weights.tensors().values()).containsExactly(kernel, bias);
    assertThat(weights)
        .isEqualTo(new Weights(spec, Map.of("fc/kernel", kernel, "fc/bias", bias)))
        .hasToString("Weights[fc/kernel, fc/bias]");
    assertThat(weights)
        .isNotEqualTo(
            new Weights(
                spec, Map.of("fc/kernel", kernel, "fc/bias", HostTensor.filled(Shape.of(2), 6))));
    assertThatThrownBy(() -> weights.get("fc/scale"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no weights fc/scale; there are [fc/kernel, fc/bias]");
  }

  @Test
  void shapesAndTensorsAreValues() {
    assertThat(Shape.of(2, 3)).isEqualTo(Shape.of(2, 3)).isNotEqualTo(Shape.of(3, 2));
    assertThat(Shape.of(2, 3).prepend(4)).isEqualTo(Shape.of(4, 2, 3));
    assertThat(Shape.of(2, 3).withLast(4)).isEqualTo(Shape.of(2, 4));
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
