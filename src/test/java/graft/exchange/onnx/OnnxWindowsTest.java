package graft.exchange.onnx;

import static graft.exchange.onnx.TestAttributes.integer;
import static graft.exchange.onnx.TestAttributes.integers;
import static graft.exchange.onnx.TestAttributes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.files.FileFormatException;
import graft.model.AveragePool2d;
import graft.model.Conv2d;
import graft.model.GlobalAveragePool;
import graft.model.MaxPool2d;
import graft.model.Op;
import graft.model.Padding;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Windows over images, and what lies around the images. */
class OnnxWindowsTest {
  @TempDir static Path folder;

  private static Op read(TestGraph graph, String node) throws IOException {
    return graph.averaged().network(folder).spec().node(node).op();
  }

  /**
   * Windows as PyTorch counts them, ceil((extent + before + behind - window) / stride) + 1, one
   * fewer where the last would begin behind the image and the border before it; ONNX Runtime 1.24
   * gives as many. The border behind is what they need.
   */
  @ParameterizedTest
  @CsvSource({
    // extent, before, behind, window, stride, and the border behind that is read
    "5, 0, 0, 2, 2, 1",
    "6, 0, 0, 2, 2, 0",
    "6, 1, 1, 3, 2, 2", // begins in the image's last row
    "7, 1, 1, 3, 2, 1",
    "6, 1, 0, 3, 3, 2",
    "7, 0, 1, 3, 3, 2",
    "4, 0, 0, 2, 4, 0", // would begin behind the image
    "4, 1, 1, 3, 5, 1", // likewise, behind a border
    "12, 2, 1, 5, 4, 3",
  })
  void lastWindowOfCeilModeSeesABorder(
      int extent, int before, int behind, int window, int stride, int read) throws IOException {
    for (String operator : List.of("MaxPool", "AveragePool")) {
      TestGraph rows = pooled(operator, extent, window, window, stride, before, 0, behind, 0);
      TestGraph columns = pooled(operator, window, extent, window, stride, 0, before, 0, behind);
      Padding below = Padding.explicit(before, read, 0, 0);
      Padding right = Padding.explicit(0, 0, before, read);
      assertThat(borders(read(rows, "pool"), extent, window)).isEqualTo(below);
      assertThat(borders(read(columns, "pool"), window, extent)).isEqualTo(right);
    }
  }

  private static TestGraph pooled(
      String operator, int rows, int columns, int window, int stride, long... pads) {
    return TestGraph.fed(3, rows, columns)
        .then(
            operator,
            "pool",
            integers("kernel_shape", window, window),
            integers("strides", stride, stride),
            integers("pads", pads),
            integer("ceil_mode", 1));
  }

  private static Padding borders(Op op, int rows, int columns) {
    var windows = op instanceof MaxPool2d pool ? pool.windows() : ((AveragePool2d) op).windows();
    return windows.borders(Shape.of(rows, columns, 3));
  }

  static Stream<Arguments> borders() {
    TestGraph valid = images().tensor("kernel", 2, 3, 3, 3);
    return Stream.of(
        Arguments.of(
            valid.then("Conv", "node", List.of("kernel"), text("auto_pad", "VALID")),
            new Conv2d(2, 3, 3, 1, Padding.VALID, false)),
        // Zeros are never the largest behind a Relu.
        Arguments.of(
            padded(images().then("Relu", "relu"), 0, 0, 1, 0, 0, 0, 0, 1)
                .then("MaxPool", "node", integers("kernel_shape", 2, 2)),
            new MaxPool2d(2, 1, Padding.explicit(1, 0, 0, 1))),
        Arguments.of(
            padded(images(), 0, 0, 0, 0, 0, 0, 0, 0)
                .then("MaxPool", "node", integers("kernel_shape", 2, 2)),
            new MaxPool2d(2, 1)),
        Arguments.of(
            images().then("ReduceMean", "node", integers("axes", 2, 3)), new GlobalAveragePool()),
        Arguments.of(
            images().then("ReduceMean", "node", integers("axes", -1, -2)), new GlobalAveragePool()),
        Arguments.of(
            TestGraph.fed(4, 6, 3)
                .then("ReduceMean", "node", integers("axes", 1, 2), integer("keepdims", 0)),
            new GlobalAveragePool()));
  }

  private static TestGraph images() {
    return TestGraph.fed(3, 4, 6);
  }

  private static TestGraph padded(TestGraph graph, long... pads) {
    return graph.whole("pads", pads).then("Pad", "pad", List.of("pads"));
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("borders")
  void areRead(TestGraph graph, Op op) throws IOException {
    TestGraph whole =
        op instanceof GlobalAveragePool ? graph.then("Flatten", "flat") : graph.averaged();
    assertThat(whole.network(folder).spec().node("node").op()).isEqualTo(op);
  }

  static Stream<Arguments> refused() {
    var window = integers("kernel_shape", 2, 2);
    return Stream.of(
        Arguments.of(
            padded(images(), 0, 0, 1, 1, 0, 0, 1, 1).then("MaxPool", "node", window),
            "node 'node' (MaxPool): found a border of zeros",
            "one behind a Relu, or its own pads"),
        Arguments.of(
            padded(
                    images().tensor("k", 2, 3, 1, 1).then("Conv", "conv", List.of("k")),
                    0,
                    0,
                    1,
                    1,
                    0,
                    0,
                    1,
                    1)
                .then("MaxPool", "node", window),
            "node 'node' (MaxPool): found a border of zeros",
            "one behind a Relu, or its own pads"),
        Arguments.of(
            padded(images(), 0, 0, 1, 1, 0, 0, 1, 1).then("AveragePool", "node", window),
            "node 'node' (AveragePool): found a border of zeros",
            "in front of a convolution only"),
        Arguments.of(
            padded(images(), 0, 0, 1, 1, 0, 0, 1, 1)
                .tensor("k", 2, 3, 3, 3)
                .then("Conv", "node", List.of("k"), text("auto_pad", "SAME_UPPER")),
            "node 'node' (Conv): found auto_pad SAME_UPPER",
            "and one border"),
        Arguments.of(
            padded(images(), 0, 1, 0, 0, 0, 0, 0, 0),
            "node 'pad' (Pad): found pads [0, 1, 0, 0, 0, 0, 0, 0]",
            "0 or more rows and columns, and nothing else"),
        Arguments.of(
            padded(images(), 0, 0, 0, -1, 0, 0, 0, 0),
            "node 'pad' (Pad): found pads [0, 0, 0, -1, 0, 0, 0, 0]",
            "0 or more rows and columns, and nothing else"),
        Arguments.of(
            padded(images(), 0, 1, 1, 0),
            "found mode constant, value 0.0, pads [0, 1, 1, 0] of images of [3, 4, 6]",
            "zeros around images, once"),
        Arguments.of(
            padded(TestGraph.fed(5), 0, 1, 0, 1),
            "found mode constant, value 0.0, pads [0, 1, 0, 1] of features of [5]",
            "zeros around images, once"),
        Arguments.of(
            images().then("ReduceMean", "node", integers("axes", 1, 2)),
            "a mean over axes [1, 2] of images of [3, 4, 6]",
            "all rows and columns"),
        Arguments.of(
            images().then("ReduceMean", "node", integers("axes", 0, 3)),
            "a mean over axes [0, 3] of images of [3, 4, 6]",
            "all rows and columns"),
        Arguments.of(
            images().then("ReduceMean", "node", integers("axes", 2)),
            "a mean over axes [2]",
            "all rows and columns"),
        Arguments.of(
            images().then("GlobalAveragePool", "node").then("GlobalAveragePool", "again"),
            "node 'again' (GlobalAveragePool): found features of [3, 1, 1]",
            "images in that order"));
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("refused")
  void whatCannotBeIsRefused(TestGraph graph, String found, String expected) {
    assertThatThrownBy(() -> graph.read(folder))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContainingAll(found, expected);
  }
}
