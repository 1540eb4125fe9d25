package graft.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.tensor.Shape;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which parameters a network with frozen nodes trains. */
class FrozenSpecTest {
  private static final NetworkSpec SPEC =
      NetworkSpec.chain(Shape.of(4, 4, 1))
          .then("conv", Conv2d.same(2, 3))
          .then("norm", new BatchNorm())
          .then("relu", new Relu())
          .then("flatten", new Flatten())
          .then("fc", new Dense(3))
          .build();

  private static List<String> trained(NetworkSpec spec) {
    return spec.parameters().stream()
        .filter(it -> it.parameter().trained())
        .map(NodeParameter::name)
        .toList();
  }

  @Test
  void theOthersParametersAreTrained() {
    NetworkSpec frozen = SPEC.frozen(Set.of("conv", "norm"));
    assertThat(trained(frozen)).containsExactly("fc/kernel", "fc/bias");
    assertThat(frozen.parameterCount()).isEqualTo(32 * 3 + 3);
    assertThat(frozen.parameters()).hasSameSizeAs(SPEC.parameters());
    assertThat(frozen).isNotEqualTo(SPEC);
  }

  @Test
  void onlyThoseThatAreNamedLastAreFrozen() {
    assertThat(trained(SPEC.frozen(Set.of("fc")).frozen(Set.of("conv"))))
        .containsExactly("norm/gamma", "norm/beta", "fc/kernel", "fc/bias");
    assertThat(SPEC.frozen(Set.of("fc")).frozen(Set.of())).isEqualTo(SPEC);
  }

  private static void refused(String sentence, String... names) {
    assertThatThrownBy(() -> SPEC.frozen(Set.of(names)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(sentence);
  }

  @Test
  void refusesWhatCannotBeFrozen() {
    refused("no node is named 'conv1'; there are [conv, norm, relu, flatten, fc]", "conv1");
    refused(
        "node relu (Relu) has no parameters to freeze; expected some of [conv, norm, fc]", "relu");
    refused(
        "all nodes with parameters are frozen, [conv, norm, fc]; expected one or more left to train",
        "fc",
        "norm",
        "conv");
  }
}
