package graft.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sizes and borders of convolution and pooling, computed by hand from others' rules. */
class WindowsTest {
  /** TensorFlow: ceil(extent / stride) windows, the odd zero behind. */
  @ParameterizedTest
  @CsvSource({
    // extent, window, stride, windows, before, behind
    "28, 3, 1, 28, 1, 1",
    "28, 2, 1, 28, 0, 1",
    "32, 3, 2, 16, 0, 1",
    "33, 3, 2, 17, 1, 1",
    "7, 2, 2, 4, 0, 1",
    "6, 2, 2, 3, 0, 0",
    "7, 1, 3, 3, 0, 0",
    "5, 4, 3, 2, 1, 1",
    "2, 5, 4, 1, 1, 2",
    "224, 7, 2, 112, 2, 3"
  })
  void sameFollowsTensorFlow(
      int extent, int window, int stride, int windows, int before, int behind) {
    Windows same = new Windows(window, 1, stride, Padding.SAME);
    Shape image = Shape.of(extent, 1, 3);
    assertThat(same.output(image, 3).extent(0)).isEqualTo(windows);
    assertThat(same.borders(image)).isEqualTo(new Padding.Explicit(before, behind, 0, 0));
    Windows across = new Windows(1, window, stride, Padding.SAME);
    Shape turned = Shape.of(1, extent, 3);
    assertThat(across.output(turned, 3).extent(1)).isEqualTo(windows);
    assertThat(across.borders(turned)).isEqualTo(new Padding.Explicit(0, 0, before, behind));
  }

  /** PyTorch: floor((extent + 2 padding - window) / stride) + 1. */
  @ParameterizedTest
  @CsvSource({
    "32, 3, 2, 1, 16",
    "33, 3, 2, 1, 17",
    "224, 7, 2, 3, 112",
    "112, 3, 2, 1, 56",
    "8, 1, 2, 0, 4",
    "7, 4, 3, 2, 3",
    "1, 3, 1, 1, 1"
  })
  void oneNumberIsPyTorchsPadding(int extent, int window, int stride, int padding, int windows) {
    Shape image = Shape.of(extent, extent, 2);
    Conv2d conv = new Conv2d(5, window, window, stride, Padding.all(padding));
    assertThat(conv.outputShape(List.of(image))).isEqualTo(Shape.of(windows, windows, 5));
  }

  @Test
  void eachSideHasItsNumber() {
    Conv2d conv = new Conv2d(1, 3, 2, 2, Padding.explicit(1, 2, 0, 3));
    assertThat(conv.outputShape(List.of(Shape.of(6, 5, 2)))).isEqualTo(Shape.of(4, 4, 1));
    AveragePool2d pool = new AveragePool2d(3, 2, Padding.explicit(0, 2, 2, 0));
    assertThat(pool.outputShape(List.of(Shape.of(6, 5, 2)))).isEqualTo(Shape.of(3, 3, 2));
    assertThat(new MaxPool2d(2, 2, Padding.SAME).outputShape(List.of(Shape.of(7, 5, 2))))
        .isEqualTo(Shape.of(4, 3, 2));
    assertThat(new GlobalAveragePool().outputShape(List.of(Shape.of(7, 5, 2))))
        .isEqualTo(Shape.of(2));
  }

  @Test
  void withoutBiasThereIsOnlyAKernel() {
    List<Shape> input = List.of(Shape.of(5, 5, 2));
    assertThat(Conv2d.same(3, 3).parameters(input)).hasSize(2);
    assertThat(Conv2d.same(3, 3).withoutBias().parameters(input))
        .containsExactly(Conv2d.same(3, 3).parameters(input).get(0));
    assertThat(Conv2d.same(3, 3).withoutBias().withUnits(4))
        .isEqualTo(Conv2d.same(4, 3).withoutBias());
  }

  @Test
  void refusesWindowsThatSeeNothing() {
    refuses(new MaxPool2d(2, 1, Padding.all(2)), "a window of 2 x 2 sees nothing of [4, 4, 1]");
    refuses(
        new AveragePool2d(2, 3, Padding.explicit(0, 0, 0, 4)),
        "a window of 2 x 2 sees nothing of [4, 4, 1] with stride 3 and a border of 0 above, 0"
            + " below, 0 left, 4 right; expected a smaller border");
    refuses(new MaxPool2d(5, 1), "a window of 5 x 5 does not fit into [4, 4, 1]");
    refuses(
        new Conv2d(1, 7, 1, 1, Padding.all(1)),
        "a window of 7 x 1 does not fit into [4, 4, 1] with a border of 1 above, 1 below, 1 left, 1"
            + " right");
    assertThatThrownBy(() -> new GlobalAveragePool().outputShape(List.of(Shape.of(4))))
        .hasMessage("a GlobalAveragePool got an input of shape [4], expected [H, W, C]");
    assertThatThrownBy(() -> Padding.explicit(0, -1, 2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("padding is 0 above, -1 below, 2 left, 3 right; expected numbers of 0 or more");
    assertThatThrownBy(() -> new AveragePool2d(0, 1))
        .hasMessage("AveragePool2d: window is 0, expected a positive number");
  }

  /** Of a window and an image of two pixels, a border of one is seen together with one of them. */
  @Test
  void aWindowMaySeeOnePixel() {
    Shape image = Shape.of(2, 2, 1);
    MaxPool2d before = new MaxPool2d(2, 2, Padding.explicit(1, 0, 1, 0));
    assertThat(before.outputShape(List.of(image))).isEqualTo(Shape.of(1, 1, 1));
    refuses(new MaxPool2d(2, 1, Padding.explicit(2, 0, 0, 0)), "sees nothing of [4, 4, 1]");
    assertThat(new MaxPool2d(2, 1, Padding.explicit(0, 1, 0, 0)).outputShape(List.of(image)))
        .isEqualTo(Shape.of(2, 1, 1));
    refuses(new MaxPool2d(2, 2, Padding.explicit(0, 2, 0, 0)), "sees nothing of [4, 4, 1]");
  }

  private static void refuses(Op op, String message) {
    assertThatThrownBy(() -> op.outputShape(List.of(Shape.of(4, 4, 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
