package graft.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.files.ModelFile;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Preprocessing;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a file that Graft wrote and that tells its preprocessing twice. */
class FoundTest {
  private static final Model MODEL =
      Model.untrained(
          NetworkSpec.chain(Shape.of(1, 2, 2))
              .then("flatten", new Flatten())
              .then("fc", new Dense(2))
              .build(),
          1);
  private static final Preprocessing SAID = new Preprocessing(List.of(0.1, 0.2), List.of(0.3, 0.7));

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void begin() throws IOException {
    file = Files.writeString(folder.resolve("model.onnx"), "as another framework left it");
  }

  /** With a scale of bytes, by channel, in the precision that files have. */
  private Preprocessing read(double[] mean, double[] deviation) throws IOException {
    double[] factors = new double[2];
    double[] offsets = new double[2];
    for (int c = 0; c < 2; c++) {
      factors[c] = (float) (1 / (255 * deviation[c]));
      offsets[c] = (float) (-mean[c] / deviation[c]);
    }
    return read(Optional.of(new Scale(factors, offsets)));
  }

  private Preprocessing read(Optional<Scale> scale) throws IOException {
    ModelFile described = ModelFile.of(MODEL, SAID, List.of("ant", "bee"));
    Found found = new Found(file, MODEL, scale, true, described.description(), Map.of(), List.of());
    Imported imported = found.with(Told.nothing());
    assertThat(imported.model().classNames()).containsExactly("ant", "bee");
    return imported.model().preprocessing();
  }

  @Test
  void whatGraftSaidIsKeptToTheBitWhereTheFileSaysTheSame() throws IOException {
    assertThat(read(new double[] {0.1, 0.2}, new double[] {0.3, 0.7})).isEqualTo(SAID);
    assertThat(read(Optional.empty())).as("weights alone").isEqualTo(SAID);
  }

  /** As where somebody trained it on other images since. */
  @Test
  void theFilesOwnNumbersCountWhereTheyAreOthers() throws IOException {
    Preprocessing mean = read(new double[] {0.1, 0.201}, new double[] {0.3, 0.7});
    assertThat(mean.mean().get(0)).isCloseTo(0.1, within(1e-6));
    assertThat(mean.mean().get(1)).isCloseTo(0.201, within(1e-6));
    assertThat(mean.deviation().get(1)).isCloseTo(0.7, within(1e-6));
    Preprocessing deviation = read(new double[] {0.1, 0.2}, new double[] {0.301, 0.7});
    assertThat(deviation.mean().get(0)).isCloseTo(0.1, within(1e-6));
    assertThat(deviation.deviation().get(0)).isCloseTo(0.301, within(1e-6));
  }
}
