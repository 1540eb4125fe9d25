package graft.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Statistics of channels and shares of units: values that hold arrays. */
class StatisticsTest {
  private static Statistics of(double mean, double variance) {
    return new Statistics(new double[] {1, mean}, new double[] {2, variance});
  }

  @Test
  void areValues() {
    double[] mean = {1, 3};
    Statistics statistics = new Statistics(mean, new double[] {2, 4});
    mean[0] = 9;
    statistics.mean()[0] = 9;
    statistics.variance()[0] = 9;
    assertThat(statistics).isEqualTo(of(3, 4)).hasSameHashCodeAs(of(3, 4));
    assertThat(statistics.variance()).containsExactly(2, 4);
    assertThat(statistics).isNotEqualTo(of(3, 5)).isNotEqualTo(of(5, 4)).isNotEqualTo("a text");
    assertThat(statistics).hasToString("Statistics[mean=[1.0, 3.0], variance=[2.0, 4.0]]");
  }

  @Test
  void refuseWhatNoDataHas() {
    assertThatCode(() -> of(-1, 0)).doesNotThrowAnyException();
    String expected = ", expected finite numbers and a variance of 0 or more";
    assertThatThrownBy(() -> of(0, -0.5))
        .hasMessage("channel 1 has mean 0.0 and variance -0.5" + expected);
    assertThatThrownBy(() -> of(Double.NaN, 1))
        .hasMessage("channel 1 has mean NaN and variance 1.0" + expected);
    assertThatThrownBy(() -> of(0, Double.POSITIVE_INFINITY))
        .hasMessage("channel 1 has mean 0.0 and variance Infinity" + expected);
    assertThatThrownBy(() -> new Statistics(new double[2], new double[3]))
        .hasMessage("found means of 2 channels and variances of 3, expected as many");
  }

  @Test
  void areOfAsManyChannelsAsTheValueTheyMeasure() {
    NetworkSpec spec = NetworkSpec.chain(Shape.of(4, 4, 2)).then("conv", Conv2d.same(3, 1)).build();
    assertThatCode(() -> of(0, 1).requireOf(spec, NetworkSpec.INPUT)).doesNotThrowAnyException();
    assertThatThrownBy(() -> of(0, 1).requireOf(spec, "conv"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the statistics are of 2 channels, but node conv gives 3; expected statistics of 3");
  }

  @Test
  void sharesAreValues() {
    double[] inputs = {0.5};
    Shares shares = new Shares(inputs, new double[] {0.25});
    inputs[0] = 9;
    shares.inputs()[0] = 9;
    shares.units()[0] = 9;
    Shares twin = new Shares(new double[] {0.5}, new double[] {0.25});
    assertThat(shares).isEqualTo(twin).hasSameHashCodeAs(twin);
    assertThat(shares.units()).containsExactly(0.25);
    assertThat(shares)
        .isNotEqualTo(new Shares(new double[] {0.25}, new double[] {0.25}))
        .isNotEqualTo(new Shares(new double[] {0.5}, new double[] {0.5}))
        .isNotEqualTo(Shares.NONE);
    assertThat(shares).hasToString("Shares[inputs=[0.5], units=[0.25]]");
  }
}
