package graft.peers;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is kept is what ONNX Runtime computes now, of one sample as of seven. */
class OnnxFiguresTest {
  private static final Path KEPT =
      Path.of(System.getProperty("graft.root", ".."))
          .resolve("src/test/resources/graft/exchange/onnx");

  /** Float32, and kernels that are chosen by the processor. */
  private static final double NEAR = 1e-5;

  static Stream<String> names() throws IOException {
    return OnnxFigures.names(KEPT).stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void keptFiguresAreThoseOfNow(String name) throws IOException, OrtException {
    Figures kept = Figures.read(KEPT.resolve(name + GoldenFiles.SUFFIX));
    Figures now = OnnxFigures.compute(KEPT, name, 7);

    assertThat(kept.about()).isEqualTo(now.about());
    assertThat(kept.tensors().get("input").difference(now.tensors().get("input"))).isZero();
    assertThat(kept.tensors().get("output").difference(now.tensors().get("output")))
        .isLessThan(NEAR);
  }

  @ParameterizedTest
  @MethodSource("names")
  void oneSampleAloneGivesTheSame(String name) throws IOException, OrtException {
    Figure all = Figures.read(KEPT.resolve(name + GoldenFiles.SUFFIX)).tensors().get("output");
    Figure alone = OnnxFigures.compute(KEPT, name, 1).tensors().get("output");

    int classes = alone.values().length;
    double[] first = Arrays.copyOf(all.values(), classes);
    assertThat(alone.difference(new Figure(alone.shape(), first, false))).isLessThan(NEAR);
  }

  @Test
  void everyFigureHasItsFile() throws IOException {
    try (Stream<Path> files = Files.list(KEPT)) {
      assertThat(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(file -> file.endsWith(GoldenFiles.SUFFIX)))
          .containsExactlyInAnyOrderElementsOf(
              names().map(name -> name + GoldenFiles.SUFFIX).toList());
    }
  }
}
