package graft.exchange.keras;

import static graft.exchange.keras.KerasFiguresTest.kept;
import static graft.exchange.keras.KerasFiles.group;
import static graft.exchange.keras.KerasFiles.input;
import static graft.exchange.keras.KerasFiles.logits;
import static graft.exchange.keras.KerasFiles.put;
import static graft.exchange.keras.KerasFiles.sequential;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.files.FileFormatException;
import graft.model.Model;
import graft.tensor.Shape;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights of a whole {@code .h5} model, which are found by their names. */
class NamedWeightsTest {
  @TempDir static Path folder;

  /** A model of one layer, 'logits', whose weights are called so. */
  private static WritableGroup model(String... names) {
    WritableGroup root = Hdf5Output.root();
    String config =
        new String(KerasFiles.text(sequential(input(5), logits())), StandardCharsets.UTF_8);
    root.putAttribute("model_config", config);
    if (names.length > 0) {
      group(root, "model_weights/logits").putAttribute("weight_names", names);
    }
    for (String name : names) {
      int[] extents = name.contains("bias") ? new int[] {3} : new int[] {5, 3};
      put(root, "model_weights/logits/" + name, extents);
    }
    return root;
  }

  private static Model read(WritableGroup root) throws IOException {
    return KerasFiles.read(KerasFiles.hdf5(folder.resolve("model.h5"), root)).model().model();
  }

  /**
   * As Keras 2 and 3 call them; of a model that was made again; of a layer that was given another
   * name when it had its weights.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "logits/kernel:0 logits/bias:0",
        "sequential/logits/kernel sequential/logits/bias",
        "kernel:0 bias:0",
        "logits/kernel_1:0 logits/bias_1:0",
        "logits/bias:0 logits/kernel:0",
        "dense_7/kernel:0 dense_7/bias:0",
      })
  void weightsAreFoundByWhatTheyAreInTheLayer(String names) throws IOException {
    Model read = read(model(names.split(" ", -1)));
    assertThat(read.weights().get("logits/kernel").shape()).isEqualTo(Shape.of(5, 3));
    assertThat(read.weights().get("logits/bias").toArray()).containsExactly(1, 2, 3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "logits/gamma:0 logits/bias:0 | 0 weights called kernel among [logits/gamma:0, logits/bias:0]; expected one of shape [5, 3]",
        "logits/kernel_1:0 logits/kernel_2:0 | 2 weights called kernel among [logits/kernel_1:0, logits/kernel_2:0]; expected one",
        "logits/kernel:0 logits/kernel_1:0 logits/bias:0 | weights [logits/kernel:0, logits/kernel_1:0, logits/bias:0]; expected 2 of them",
      })
  void otherWeightsAreNamed(String names, String said) {
    WritableGroup model = model(names.split(" ", -1));
    assertThatThrownBy(() -> read(model))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining("layer 'logits' (Dense): found " + said);
  }

  @Test
  void aLayerWithoutAGroupHasNoWeights() {
    assertThatThrownBy(() -> read(model()))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining(
            "layer 'logits' (Dense): found no weights in the file; expected a group with them");
  }

  /** What a layer without weights has; NumPy makes a list of numbers of an empty one. */
  @Test
  void anEmptyListOfNamesIsThere() throws IOException {
    Path file =
        KerasFiles.patched(
            folder,
            kept("keras2-plane-softmax.h5"),
            "\"Flatten\", \"config\": {\"name\": \"flatten_1\"",
            "\"Flatten\", \"config\": {\"name\": \"dense_1\"  ",
            "\"class_name\": \"Dense\", \"config\": {\"name\": \"dense_1\"",
            "\"class_name\":\"Dense\",\"config\": {\"name\": \"flatten_1\"");
    assertThatThrownBy(() -> KerasFiles.read(file))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining("layer 'flatten_1' (Dense): found 0 weights called kernel among []");
  }
}
