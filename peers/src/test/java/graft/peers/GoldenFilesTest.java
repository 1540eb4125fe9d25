package graft.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is kept is what PyTorch computes now. */
class GoldenFilesTest {
  private static final Path KEPT =
      Path.of(System.getProperty("graft.root", "..")).resolve("src/test/resources/graft/peers");

  /** Nine digits are kept; sums in another order move the last of float64's sixteen. */
  private static final double FLOAT64 = 1e-6;

  /** Float32's 6e-8 over sums of some hundred and twenty steps. */
  private static final double FLOAT32 = 2e-5;

  /** A mean of 1000 is rounded to 3e-5 of the deviation, and so is what is left of the input. */
  private static final double FLOAT32_FAR_FROM_ZERO = 1e-3;

  static Stream<Case> cases() {
    return GoldenFiles.cases().stream();
  }

  @BeforeAll
  static void prepare() {
    Torch.forFigures();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void keptFiguresAreThoseOfNow(Case golden) throws IOException {
    Figures now = golden.compute(torch.ScalarType.Double);
    Figures kept = kept(golden);

    assertThat(kept.about()).isEqualTo(now.about());
    assertThat(kept.tensors().keySet()).isEqualTo(now.tensors().keySet());
    now.tensors()
        .forEach(
            (name, figure) -> {
              Figure found = kept.tensors().get(name);
              assertThat(found.drawn()).as(name).isEqualTo(figure.drawn());
              assertThat(figure.difference(found)).as(name).isLessThanOrEqualTo(FLOAT64);
            });
  }

  /** What people train with, PyTorch's float32, is near: the figures are not float64's alone. */
  @ParameterizedTest
  @MethodSource("cases")
  void float32IsNear(Case golden) throws IOException {
    Figures kept = kept(golden);
    double near = golden.name().endsWith("mean-1000") ? FLOAT32_FAR_FROM_ZERO : FLOAT32;
    golden
        .compute(torch.ScalarType.Float)
        .tensors()
        .forEach(
            (name, figure) ->
                assertThat(kept.tensors().get(name).difference(figure))
                    .as(name)
                    .isLessThanOrEqualTo(near));
  }

  @Test
  void everyKeptFileHasItsCase() throws IOException {
    try (Stream<Path> files = Files.list(KEPT)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              cases().map(golden -> golden.name() + GoldenFiles.SUFFIX).toList());
    }
  }

  @Test
  void aFileReadsAsItWasWritten(@TempDir Path folder) throws IOException {
    Figures written = GoldenFiles.cases().get(0).compute(torch.ScalarType.Double);
    written.write(folder.resolve("a.txt"));
    Figures read = Figures.read(folder.resolve("a.txt"));

    assertThat(read.about()).isEqualTo(written.about());
    written
        .tensors()
        .forEach(
            (name, figure) ->
                assertThat(figure.difference(read.tensors().get(name))).isLessThan(1e-8));
  }

  @Test
  void aDifferenceIsAPartOfTheLargest() {
    Figure figure = new Figure(new long[] {2}, new double[] {1, -4}, true);
    assertThat(figure.difference(new Figure(new long[] {2}, new double[] {1.5, -4}, true)))
        .isEqualTo(0.125);
    assertThat(figure.difference(new Figure(new long[] {2}, new double[] {Double.NaN, -4}, true)))
        .isInfinite();
    assertThat(figure.difference(new Figure(new long[] {1, 2}, new double[] {1, -4}, true)))
        .isInfinite();
  }

  private static Figures kept(Case golden) throws IOException {
    return Figures.read(KEPT.resolve(golden.name() + GoldenFiles.SUFFIX));
  }
}
