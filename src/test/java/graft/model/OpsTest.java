package graft.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.tensor.Shape;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What single ops say of themselves: their numbers, their work, the sign of what they give. */
class OpsTest {
  private static void refused(ThrowingCallable made, String sentence) {
    assertThatThrownBy(made).isInstanceOf(IllegalArgumentException.class).hasMessage(sentence);
  }

  @Test
  void eachNumberOfAWindowIsPositive() {
    String expected = " is 0, expected a positive number";
    refused(() -> new Conv2d(1, 0, 1, 1, Padding.SAME), "Conv2d: kernel height" + expected);
    refused(() -> new Conv2d(1, 1, 0, 1, Padding.SAME), "Conv2d: kernel width" + expected);
    refused(() -> new Conv2d(1, 1, 1, 0, Padding.SAME), "Conv2d: stride" + expected);
    refused(() -> new MaxPool2d(0, 1), "MaxPool2d: window" + expected);
    refused(() -> new MaxPool2d(1, 0), "MaxPool2d: stride" + expected);
    refused(() -> new AveragePool2d(1, 0), "AveragePool2d: stride" + expected);
    refused(() -> new Dense(0), "Dense: units" + expected);
    assertThatCode(() -> new Conv2d(1, 1, 1, 1, Padding.SAME)).doesNotThrowAnyException();
  }

  @Test
  void normalisationTakesEveryMomentumFromNoneToAll() {
    assertThat(new BatchNorm(1e-3, 0).momentum()).isZero();
    assertThat(new BatchNorm(1e-3, 1).momentum()).isEqualTo(1);
    refused(() -> new BatchNorm(0, 0.9), "BatchNorm: epsilon is 0.0, expected a positive number");
    refused(
        () -> new BatchNorm(Double.POSITIVE_INFINITY, 0.9),
        "BatchNorm: epsilon is Infinity, expected a positive number");
    refused(
        () -> new BatchNorm(1e-3, 1.5),
        "BatchNorm: momentum is 1.5, expected a number from 0 to 1");
  }

  @Test
  void dropoutMayKeepAllButNotDropAll() {
    assertThat(new Dropout(0).rate()).isZero();
    refused(() -> new Dropout(1), "Dropout: rate is 1.0, expected a number from 0 to below 1");
    refused(() -> new Dropout(-0.1), "Dropout: rate is -0.1, expected a number from 0 to below 1");
  }

  @Test
  void sumsAndConcatenationsTakeTwoInputsOrMore() {
    List<Shape> one = List.of(Shape.of(3));
    refused(() -> new Add().outputShape(one), "Add takes two inputs or more, found 1: [[3]]");
    refused(() -> new Concat().outputShape(one), "Concat takes two inputs or more, found 1: [[3]]");
  }

  /** H x W x K outputs of R x S x C products each; in x out. */
  @Test
  void countsTheProductsOfConvolutionsAndDenseLayers() {
    assertThat(new Conv2d(7, 3, 2, 1, Padding.VALID).multiplyAdds(List.of(Shape.of(6, 9, 5))))
        .isEqualTo(4 * 8 * 7 * 3 * 2 * 5);
    assertThat(new Dense(7).multiplyAdds(List.of(Shape.of(30)))).isEqualTo(210);
    assertThat(new Relu().multiplyAdds(List.of(Shape.of(30)))).isZero();
    assertThat(new Conv2d(2048, 1, 1, 1, Padding.SAME).multiplyAdds(List.of(Shape.of(99, 99, 999))))
        .as("more than an int holds")
        .isEqualTo(2048L * 99 * 99 * 999);
  }

  @Test
  void onlyWhatMovesOrAveragesKeepsASign() {
    List<Op> keep =
        List.of(
            new Add(),
            new AveragePool2d(2, 2),
            new Concat(),
            new Dropout(0.5),
            new Flatten(),
            new GlobalAveragePool(),
            new MaxPool2d(2, 2));
    for (Op op : keep) {
      assertThat(op.neverNegative(true)).as(op.kind()).isTrue();
      assertThat(op.neverNegative(false)).as(op.kind()).isFalse();
    }
    for (Op op : List.of(Conv2d.same(1, 3), new Dense(1), new BatchNorm())) {
      assertThat(op.neverNegative(true)).as(op.kind()).isFalse();
    }
    assertThat(new Relu().neverNegative(false)).isTrue();
  }

  @Test
  void saysWhatBecomesOfChannels() {
    List<Shape> image = List.of(Shape.of(4, 3, 5));
    assertThat(new Conv2d(7, 3, 3, 1, Padding.SAME).flow(image))
        .isEqualTo(new ChannelFlow.Makes(7));
    assertThat(new Dense(7).flow(List.of(Shape.of(5)))).isEqualTo(new ChannelFlow.Makes(7));
    assertThat(new Flatten().flow(image)).isEqualTo(new ChannelFlow.Spreads(12));
    assertThat(new Flatten().flow(List.of(Shape.of(5)))).isEqualTo(new ChannelFlow.Spreads(1));
    assertThat(new Add().flow(image)).isEqualTo(new ChannelFlow.Joins());
    assertThat(new Concat().flow(image)).isEqualTo(new ChannelFlow.Stacks());
    List<Op> keep =
        List.of(
            new AveragePool2d(2, 2),
            new BatchNorm(),
            new Dropout(0.5),
            new GlobalAveragePool(),
            new MaxPool2d(2, 2),
            new Relu());
    for (Op op : keep) {
      assertThat(op.flow(image)).as(op.kind()).isEqualTo(new ChannelFlow.Keeps());
    }
  }

  @Test
  void anotherOfItsKindKeepsTheShape() {
    Conv2d strided = new Conv2d(4, 5, 3, 2, Padding.VALID, false);
    assertThat(strided.another()).contains(new Conv2d(4, 5, 3, 1, Padding.SAME, false));
    assertThat(strided.withBias()).isEqualTo(new Conv2d(4, 5, 3, 2, Padding.VALID));
    assertThat(new Dense(3).another()).contains(new Dense(3));
    assertThat(new MaxPool2d(2, 2).another()).isEqualTo(Optional.empty());
    assertThatThrownBy(() -> new Relu().withUnits(3))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("a Relu has no units of its own");
  }

  @Test
  void whatCannotBeTheIdentitySaysWhatWouldDo() {
    Shape image = Shape.of(6, 6, 4);
    assertThat(new Conv2d(4, 3, 3, 2, Padding.SAME).identity(image, true))
        .isEqualTo(new Op.Identity.Refused("stride 2", "1"));
    assertThat(Conv2d.same(5, 3).identity(image, true))
        .isEqualTo(new Op.Identity.Refused("5 filters", "4 filters"));
    assertThat(new Conv2d(4, 3, 3, 1, Padding.VALID).identity(image, true))
        .isEqualTo(
            new Op.Identity.Refused(
                "a window of 3 x 3 with padding VALID, which makes [4, 4, 4] of [6, 6, 4]",
                "a padding that keeps the rows and columns, such as SAME"));
    assertThat(new Dense(5).identity(Shape.of(4), true))
        .isEqualTo(new Op.Identity.Refused("5 units", "4 units"));
    assertThat(new MaxPool2d(2, 2).identity(image, true))
        .isEqualTo(new Op.Identity.Refused("MaxPool2d", "a Conv2d, Dense or Relu"));
    assertThat(new Relu().identity(image, false)).isInstanceOf(Op.Identity.Refused.class);
    assertThat(new Relu().identity(image, true)).isInstanceOf(Op.Identity.Values.class);
  }

  /** The window's own pixel has as many taps before it as there are zeros. */
  @Test
  void aWindowPassesItsOwnPixelOn() {
    Shape image = Shape.of(6, 5, 2);
    Conv2d conv = new Conv2d(2, 2, 3, 1, Padding.explicit(1, 0, 2, 0), false);
    Op.Identity.Values values = (Op.Identity.Values) conv.identity(image, false);
    assertThat(values.byRole()).containsOnlyKeys(Parameter.KERNEL);
    float[] kernel = values.byRole().get(Parameter.KERNEL).toArray(); // [K, R, S, C]
    for (int i = 0; i < kernel.length; i++) {
      int channel = i % 2;
      int column = i / 2 % 3;
      int row = i / 6 % 2;
      int filter = i / 12;
      boolean own = row == 1 && column == 2 && channel == filter;
      assertThat(kernel[i]).as("entry %d", i).isEqualTo(own ? 1 : 0);
    }
    assertThat(((Op.Identity.Values) Conv2d.same(2, 3).identity(image, false)).byRole())
        .containsOnlyKeys(Parameter.KERNEL, Parameter.BIAS);
  }

  @Test
  void aPaddingIsEvenWithOneNumberOnAllSides() {
    assertThat(new Padding.Explicit(2, 2, 2, 2).isEven()).isTrue();
    assertThat(new Padding.Explicit(2, 1, 2, 2).isEven()).isFalse();
    assertThat(new Padding.Explicit(2, 2, 2, 1).isEven()).isFalse();
    assertThat(new Padding.Explicit(2, 2, 1, 1).isEven()).isFalse();
  }

  @Test
  void aNodeOfSeveralInputsHasNoOnlyOne() {
    Node sum = new Node("sum", new Add(), List.of("a", "b"), true);
    assertThatThrownBy(sum::input)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("node sum reads [a, b], expected one input");
    assertThat(sum.withInputs(List.of("c")))
        .isEqualTo(new Node("sum", new Add(), List.of("c"), true));
    assertThat(sum.withInputs(List.of("c")).input()).isEqualTo("c");
    assertThat(sum.withOp(new Concat()))
        .isEqualTo(new Node("sum", new Concat(), List.of("a", "b"), true));
  }

  @Test
  void aBiasReadsNoInputs() {
    assertThatThrownBy(() -> new Dense(5).parameters(List.of(Shape.of(7))).get(1).fanOut())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a bias [5] has an entry a unit and reads no inputs; expected a kernel");
  }
}
