package graft.exchange.keras;

import static graft.exchange.keras.KerasFiguresTest.kept;
import static graft.exchange.keras.KerasFiles.group;
import static graft.exchange.keras.KerasFiles.hdf5;
import static graft.exchange.keras.KerasFiles.kernel;
import static graft.exchange.keras.KerasFiles.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.exchange.Imported;
import graft.exchange.Told;
import graft.files.FileFormatException;
import graft.model.BatchNorm;
import graft.model.ChainBuilder;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.NetworkSpec;
import graft.model.Padding;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights of a described network: which of a file's are whose, and what is not there. */
class KerasWeightsTest {
  private static final Told FED = Told.nothing().withRange(0, 1);

  @TempDir static Path folder;

  private static Map<String, HostTensor> read(WritableGroup root, NetworkSpec spec)
      throws IOException {
    return KerasReader.readWeights(hdf5(folder.resolve("some.weights.h5"), root), spec, FED)
        .model()
        .model()
        .weights()
        .tensors();
  }

  private static void requireRefused(WritableGroup root, NetworkSpec spec, String said) {
    assertThatThrownBy(() -> read(root, spec))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining(said);
  }

  private static NetworkSpec dense() {
    return NetworkSpec.chain(Shape.of(5)).then("logits", new Dense(3)).build();
  }

  private static NetworkSpec normalised() {
    return NetworkSpec.chain(Shape.of(5)).then("norm", new BatchNorm()).build();
  }

  private static NetworkSpec convolution(boolean bias) {
    return NetworkSpec.chain(Shape.of(3, 3, 2))
        .then("conv", new Conv2d(4, 3, 3, 1, Padding.VALID, bias))
        .then("flatten", new Flatten())
        .build();
  }

  /** A file that lists its layers, as Keras 2 does and Keras 3 in {@code .h5}. */
  private static WritableGroup listed(String layer, String... weights) {
    WritableGroup root = Hdf5Output.root();
    root.putAttribute("layer_names", new String[] {layer});
    String[] names = new String[weights.length];
    for (int i = 0; i < weights.length; i++) {
      names[i] = layer + "/" + weights[i];
    }
    group(root, layer).putAttribute("weight_names", names);
    return root;
  }

  /** Whole models have the weights too, their names in one list or in several. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "keras2-sequential-bytes-softmax.h5",
        "keras2-functional.h5",
        "keras2-plane-softmax.h5",
        "keras3-legacy.h5",
        "by-keras-functional-bytes.h5"
      })
  void aWholeModelsWeightsAreThoseOfItsNetwork(String file) throws IOException {
    Imported whole = KerasFiguresTest.read(file);

    Imported read = KerasReader.readWeights(kept(file), whole.model().model().spec(), FED);

    assertThat(read.model().model().weights()).isEqualTo(whole.model().model().weights());
    assertThat(read.notes()).contains("weights are matched by the layers' names");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "keras2-nested.h5 | layer 'base' with several weights kernel; expected one layer: no models within",
        "keras3-functional-bytes.keras | a .keras file, which tells its network"
      })
  void whereOtherWeightsAreIsSaid(String file, String said) {
    assertThatThrownBy(() -> KerasReader.readWeights(kept(file), dense(), FED))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining(said);
  }

  /** dense_10 comes behind dense_9, and not behind dense_1. */
  @Test
  void numberedLayersAreInTheOrderOfTheirNumbers() throws IOException {
    WritableGroup root = Hdf5Output.root();
    ChainBuilder network = NetworkSpec.chain(Shape.of(1));
    for (int i = 0; i < 12; i++) {
      kernel(root, "layers/dense" + (i == 0 ? "" : "_" + i), i + 1, i + 2);
      network.then("fc" + i, new Dense(i + 2));
    }

    Map<String, HostTensor> read = read(root, network.build());

    for (int i = 0; i < 12; i++) {
      assertThat(read.get("fc" + i + "/kernel").shape()).isEqualTo(Shape.of(i + 1, i + 2));
    }
  }

  /** A Normalization's statistics are of the input, which the user tells. */
  @Test
  void statisticsOfTheInputAreLeftOut() throws IOException {
    WritableGroup numbered = kernel(Hdf5Output.root(), "layers/dense", 5, 3);
    put(numbered, "layers/normalization/vars/0", 5);
    put(numbered, "layers/normalization/vars/1", 5);
    put(numbered, "layers/normalization/vars/2", 1);
    assertThat(read(numbered, dense())).containsKey("logits/kernel");

    WritableGroup named = listed("logits", "kernel:0", "bias:0");
    named.putAttribute("layer_names", new String[] {"scaled", "logits"});
    put(named, "logits/logits/kernel:0", 5, 3);
    put(named, "logits/logits/bias:0", 3);
    group(named, "scaled")
        .putAttribute("weight_names", new String[] {"mean:0", "variance:0", "count:0"});
    assertThat(read(named, dense())).containsKey("logits/kernel");
  }

  @Test
  void whatALayerWasMadeWithoutIsWhatKerasTakesForIt() throws IOException {
    WritableGroup norm = put(Hdf5Output.root(), "layers/batch_normalization/vars/0", 5);
    put(norm, "layers/batch_normalization/vars/1", 5);
    Map<String, HostTensor> read = read(norm, normalised());
    assertThat(read.get("norm/gamma").toArray()).containsOnly(1);
    assertThat(read.get("norm/beta").toArray()).containsOnly(0);
    assertThat(read.get("norm/mean").toArray()).containsExactly(1, 2, 3, 4, 5);

    WritableGroup scaled = listed("norm", "gamma:0", "moving_mean:0", "moving_variance:0");
    for (String name : new String[] {"gamma", "moving_mean", "moving_variance"}) {
      put(scaled, "norm/norm/" + name + ":0", 5);
    }
    read = read(scaled, normalised());
    assertThat(read.get("norm/gamma").toArray()).containsExactly(1, 2, 3, 4, 5);
    assertThat(read.get("norm/beta").toArray()).containsOnly(0);

    read = read(put(Hdf5Output.root(), "layers/dense/vars/0", 5, 3), dense());
    assertThat(read.get("logits/bias").toArray()).containsOnly(0);
  }

  @Test
  void aConvolutionHasABiasInBothOrInNeither() {
    requireRefused(
        put(Hdf5Output.root(), "layers/conv2d/vars/0", 3, 3, 2, 4),
        convolution(true),
        "no bias in layers/conv2d; expected one for node conv; a convolution without is 'bias:"
            + " false'");
    WritableGroup biased = kernel(Hdf5Output.root(), "layers/conv2d", 3, 3, 2, 4);
    assertThatThrownBy(() -> read(biased, convolution(false)))
        .isInstanceOf(FileFormatException.class)
        .hasMessageMatching(
            ".*weights \\[(kernel, bias|bias, kernel)] in layers/conv2d; expected \\[kernel], which"
                + " node conv has.*");
  }

  @Test
  void aLayerOfAnotherKindIsNotTheNodes() {
    WritableGroup root = listed("logits", "kernel:0");
    put(root, "logits/logits/kernel:0", 3, 3, 2, 4);
    requireRefused(root, dense(), "weights of a Conv2D for node logits; expected those of a Dense");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "conv2d | 3 | 3 weights in layers/conv2d; expected as many as tell which is which",
        "dense | 4 | 4 weights in layers/dense; expected as many as tell which is which",
        "batch_normalization | 3 | 3 weights in layers/batch_normalization; expected as many",
        "batch_normalization | 1 | 1 weights in layers/batch_normalization; expected as many",
        "embedding | 1 | weights [embedding] in layers/embedding; expected those of Conv2D, Dense and",
        "lstm_1 | 3 | weights [lstm_1] in layers/lstm_1; expected those of Conv2D, Dense and",
      })
  void weightsOfWhichNoneCanTellWhatTheyAreAreRefused(String layer, int count, String said) {
    WritableGroup root = Hdf5Output.root();
    for (int i = 0; i < count; i++) {
      put(root, "layers/" + layer + "/vars/" + i, 5);
    }
    requireRefused(root, dense(), said);
  }

  @Test
  void listedWeightsOfAnotherClassAreRefused() {
    WritableGroup root = listed("conv1d", "kernel:0");
    put(root, "conv1d/conv1d/kernel:0", 3, 2, 4);
    requireRefused(
        root, dense(), "weights [kernel] in /conv1d; expected those of Conv2D, Dense and");
    requireRefused(
        listed("embed", "embeddings:0"), dense(), "weights [embeddings] in /embed; expected those");
  }

  @Test
  void aNumberedModelWithinIsRefused() {
    requireRefused(
        kernel(Hdf5Output.root(), "layers/functional/layers/dense", 5, 3),
        dense(),
        "a model within, layers/functional; expected a model of layers alone");
  }

  /** A file of someone else's that has a dataset where Keras has a group. */
  @Test
  void aDatasetCalledLayersIsNoModel() {
    requireRefused(
        put(Hdf5Output.root(), "layers", 5),
        dense(),
        "no layers in an HDF5 file; expected weights as Keras writes them");
  }
}
