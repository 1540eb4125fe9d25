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
import org.junit.jupiter.params.provider.ValueSource;

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

  /** Graft widened and deepened the one into the other, which is fed bytes, channels last. */
  @ParameterizedTest
  @ValueSource(strings = {"pytorch-residual", "pytorch2-residual", "tensorflow-colour"})
  void whatGrewGivesWhatItGrewFrom(String name) throws IOException, OrtException {
    Figures first = Figures.read(KEPT.resolve(name + GoldenFiles.SUFFIX));
    Figure fed = first.tensors().get("input");

    Figure grown =
        OnnxFigures.output(
            KEPT.resolve("graft-grown-" + name + "-bytes" + OnnxFigures.SUFFIX),
            name.startsWith("pytorch") ? channelsLast(fed) : bytes(fed.shape(), fed.values()));

    assertThat(grown.difference(first.tensors().get("output"))).isLessThan(1e-5);
  }

  private static Figure channelsLast(Figure images) {
    long[] from = images.shape();
    int channels = (int) from[1];
    int pixels = (int) (from[2] * from[3]);
    double[] values = new double[images.values().length];
    for (int i = 0; i < values.length; i++) {
      int sample = i / (channels * pixels);
      values[i] =
          images.values()[(sample * channels + i % channels) * pixels + i / channels % pixels];
    }
    return bytes(new long[] {from[0], from[2], from[3], from[1]}, values);
  }

  private static Figure bytes(long[] shape, double[] values) {
    return new Figure(shape, Arrays.stream(values).map(value -> 255 * value).toArray(), true);
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
