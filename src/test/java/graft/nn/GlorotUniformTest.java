package graft.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import graft.random.Philox;
import graft.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class GlorotUniformTest {
  private static final NetworkSpec SPEC =
      new NetworkSpec(
          Shape.of(3, 3, 16),
          List.of(Conv2d.same("conv", 32, 3), new Flatten("flatten"), new Dense("fc", 10)));

  @Test
  void countsTheWindowInTheFans() {
    Parameter conv = SPEC.parameters().get(0);
    Parameter dense = SPEC.parameters().get(2);
    assertThat(GlorotUniform.limit(conv)).isEqualTo((float) Math.sqrt(6.0 / (9 * 16 + 9 * 32)));
    assertThat(GlorotUniform.limit(dense)).isEqualTo((float) Math.sqrt(6.0 / (9 * 32 + 10)));
    assertThatThrownBy(() -> GlorotUniform.limit(SPEC.parameters().get(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("parameter conv/bias is no kernel and has no Glorot limit; expected a kernel");
  }

  @Test
  void drawsUniformlyUpToTheLimit() {
    Parameter conv = SPEC.parameters().get(0);
    float limit = GlorotUniform.limit(conv);
    float[] kernel = GlorotUniform.draw(conv, new Philox(1, 0)).toArray();

    double sum = 0;
    double squares = 0;
    for (float weight : kernel) {
      assertThat(weight).isBetween(-limit, limit);
      sum += weight;
      squares += weight * weight;
    }
    // Five standard errors of the mean and of the second moment of uniform numbers.
    double n = kernel.length;
    double variance = (double) limit * limit / 3;
    assertThat(sum / n).isCloseTo(0, within(5 * Math.sqrt(variance / n)));
    assertThat(squares / n).isCloseTo(variance, within(5 * variance * Math.sqrt(0.8 / n)));
  }

  @Test
  void initializesAModelFromASeed() {
    Model model = GlorotUniform.initialize(SPEC, new Philox(1, 0));
    assertThat(model.weights().get("conv/bias").toArray()).containsOnly(0);
    assertThat(model.weights().get("fc/bias").toArray()).containsOnly(0);
    assertThat(GlorotUniform.initialize(SPEC, new Philox(1, 0))).isEqualTo(model);
    assertThat(GlorotUniform.initialize(SPEC, new Philox(2, 0))).isNotEqualTo(model);
  }
}
