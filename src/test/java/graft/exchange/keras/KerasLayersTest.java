package graft.exchange.keras;

import static graft.exchange.keras.KerasFiles.archive;
import static graft.exchange.keras.KerasFiles.called;
import static graft.exchange.keras.KerasFiles.functional;
import static graft.exchange.keras.KerasFiles.input;
import static graft.exchange.keras.KerasFiles.kernel;
import static graft.exchange.keras.KerasFiles.layer;
import static graft.exchange.keras.KerasFiles.logits;
import static graft.exchange.keras.KerasFiles.put;
import static graft.exchange.keras.KerasFiles.sequential;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.exchange.Imported;
import graft.files.FileFormatException;
import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dropout;
import graft.model.Flatten;
import graft.model.MaxPool2d;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.Padding;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a layer's configuration says becomes the node's, or is refused with the layer's name. */
class KerasLayersTest {
  private static final String PAD =
      layer("ZeroPadding2D", "pad", "'padding': [[1, 1], [1, 1]], 'data_format': 'channels_last'");
  private static final String FLATTEN =
      layer("Flatten", "flatten", "'data_format': 'channels_last'");
  private static final String CONV =
      "'filters': 4, 'kernel_size': [3, 3], 'strides': [1, 1], 'padding': 'valid', 'activation': 'linear', 'use_bias': true";

  @TempDir static Path folder;

  private static Imported read(String config, WritableGroup weights) throws IOException {
    return KerasFiles.read(archive(folder, config, weights));
  }

  private static void requireRefused(String config, WritableGroup weights, String said) {
    assertThatThrownBy(() -> read(config, weights))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining(said);
  }

  private static WritableGroup noWeights() {
    return put(Hdf5Output.root(), "seed", 1);
  }

  /** A model of one layer in front of a Flatten and three logits, which tell how long it is. */
  private static NetworkSpec around(String layer, int features) throws IOException {
    WritableGroup weights = kernel(Hdf5Output.root(), "layers/dense", features, 3);
    return read(sequential(input(6, 5, 2), layer, FLATTEN, logits()), weights)
        .model()
        .model()
        .spec();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Flatten | 'data_format': 'channels_last' | a border in front of a convolution only",
        "Reshape | 'target_shape': [-1] | a border in front of a convolution only",
        "Activation | 'activation': 'relu' | a border in front of a convolution only",
        "BatchNormalization | 'axis': -1 | a border in front of a convolution only",
        "GlobalAveragePooling2D | 'keepdims': false | a border in front of a convolution only",
        "AveragePooling2D | 'pool_size': [2, 2] | a border in front of a convolution only",
        "MaxPooling2D | 'pool_size': [2, 2] | one behind a ReLU, or padding 'same'",
      })
  void aBorderOfZerosIsAConvolutionsAlone(String className, String config, String expected) {
    requireRefused(
        sequential(input(6, 5, 2), PAD, layer(className, "next", config)),
        noWeights(),
        "layer 'next' (%s): found a border of zeros around its input; expected %s"
            .formatted(className, expected));
  }

  @Test
  void noSumHasABorder() {
    requireRefused(
        functional(
            "sum",
            called(input(6, 5, 2), "input_layer"),
            called(PAD, "pad", "input_layer"),
            called(layer("Add", "sum", ""), "sum", "pad", "pad")),
        noWeights(),
        "layer 'sum' (Add): found a border of zeros around its input");
  }

  /** 9 rows are windows of 3 without a rest; 7 columns lack 2, one at each side. */
  @Test
  void aBorderLiesAroundWhatPaddingSameAdds() throws IOException {
    String pad = layer("ZeroPadding2D", "pad", "'padding': [[1, 2], [1, 1]]");
    String conv =
        layer("Conv2D", "conv", CONV.replace("[1, 1]", "[3, 3]").replace("valid", "same"));
    WritableGroup weights = kernel(Hdf5Output.root(), "layers/conv2d", 3, 3, 2, 4);
    kernel(weights, "layers/dense", 36, 3);

    NetworkSpec spec =
        read(sequential(input(6, 5, 2), pad, conv, FLATTEN, logits()), weights)
            .model()
            .model()
            .spec();

    assertThat(spec.node("conv").op())
        .isEqualTo(new Conv2d(4, 3, 3, 3, Padding.explicit(1, 2, 2, 2)));
  }

  /** What Keras takes for a key that is not there; a number alone is for rows and columns. */
  @Test
  void keysThatAreNotThereHaveKerasDefaults() throws IOException {
    String conv = layer("Conv2D", "conv", "'filters': 4, 'kernel_size': 3");
    String norm = layer("BatchNormalization", "norm", "");
    String pool = layer("MaxPooling2D", "pool", "");
    String scaled = layer("Rescaling", "scaled", "'scale': 2.0");
    WritableGroup weights = kernel(Hdf5Output.root(), "layers/conv2d", 3, 3, 2, 4);
    for (int i = 0; i < 4; i++) {
      put(weights, "layers/batch_normalization/vars/" + i, 4);
    }
    kernel(weights, "layers/dense", 16, 3);

    Imported read =
        read(
            sequential(
                input(6, 7, 2),
                scaled,
                conv,
                norm,
                pool,
                FLATTEN,
                layer("Dense", "logits", "'units': 3")),
            weights);

    assertThat(read.model().preprocessing().mean()).allMatch(mean -> mean == 0);
    assertThat(read.model().preprocessing().deviation()).containsExactly(0.5, 0.5);
    NetworkSpec spec = read.model().model().spec();
    assertThat(spec.nodes().stream().map(Node::op).limit(3))
        .containsExactly(
            new Conv2d(4, 3, 3, 1, Padding.VALID),
            new BatchNorm(1e-3, 0.99),
            new MaxPool2d(2, 2, Padding.VALID));
    assertThat(read.notes()).as("regularizers").noneMatch(note -> note.contains("regularizers"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Dense | 'units': 3, 'use_bias': true | an input of shape [6, 5, 2]; expected features",
        "Conv2D | 'filters': null, 'kernel_size': [3, 3] | no filters; expected it",
        "Conv2D | 'filters': 4, 'kernel_size': [3, 3, 3] | kernel_size [3,3,3]; expected two numbers",
        "Reshape | 'target_shape': null | no target_shape; expected it",
        "Reshape | 'target_shape': [60, 2] | target_shape [60,2] of [6, 5, 2]; expected its features",
        "Reshape | 'target_shape': [-1, 4294967296, 4294967296] | expected its features, or one channel",
        "ZeroPadding2D | 'padding': null | no padding; expected it",
        "ZeroPadding2D | 'padding': [[1, 1], [1, 40000]] | expected rows above and below",
        "Dropout | 'rate': 1.0 | rate 1.0; expected a number from 0 to below 1",
        "Dropout | 'rate': -0.1 | rate -0.1; expected a number from 0 to below 1",
        "ReLU | 'max_value': 6.0 | max_value, negative_slope or threshold; expected none",
        "ReLU | 'negative_slope': 0.1 | max_value, negative_slope or threshold; expected none",
        "Softmax | 'axis': -1 | a softmax of [6, 5, 2]; expected one over the classes",
        "Activation | 'activation': {'class_name': 'function'} | expected relu, linear, or softmax",
        "Rescaling | 'scale': null, 'offset': 0.0 | no scale; expected it",
        "GlobalAveragePooling2D | 'keepdims': true | keepdims true; expected features behind it",
      })
  void whatALayerCannotBeIsRefused(String className, String config, String said) {
    String model = sequential(input(6, 5, 2), layer(className, "odd", config));
    requireRefused(model, noWeights(), "layer 'odd' (%s): found ".formatted(className));
    requireRefused(model, noWeights(), said);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0.0, 0", "0.75, 0.75"})
  void dropoutKeepsItsRate(String told, double rate) throws IOException {
    assertThat(around(layer("Dropout", "drop", "'rate': " + told), 60).node("drop").op())
        .isEqualTo(new Dropout(rate));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[60]", "[-1]"})
  void aReshapeToFeaturesIsAFlatten(String target) throws IOException {
    WritableGroup weights = kernel(Hdf5Output.root(), "layers/dense", 60, 3);
    String reshape = layer("Reshape", "features", "'target_shape': " + target);

    Imported read = read(sequential(input(6, 5, 2), reshape, logits()), weights);

    assertThat(read.model().model().spec().node("features").op()).isEqualTo(new Flatten());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[6, 5, 2]", "[-1, 5, 2]", "[6, -1, 2]"})
  void aReshapeToWhatItIsIsNothing(String target) throws IOException {
    NetworkSpec spec = around(layer("Reshape", "same", "'target_shape': " + target), 60);
    assertThat(spec.nodes().stream().map(Node::name)).containsExactly("flatten", "logits");
  }

  @Test
  void imagesWithoutAnAxisForChannelsAreNoConvolutions() {
    requireRefused(
        sequential(input(6, 5), layer("Conv2D", "conv", CONV)),
        noWeights(),
        "layer 'conv' (Conv2D): found images without an axis for channels; expected a Flatten or a"
            + " Reshape in front of it");
  }

  @Test
  void aLayerHasNoMoreWeightsThanItSays() {
    String conv = CONV.replace("true", "false");
    requireRefused(
        sequential(input(6, 5, 2), layer("Conv2D", "conv", conv)),
        kernel(Hdf5Output.root(), "layers/conv2d", 3, 3, 2, 4),
        "layer 'conv' (Conv2D): found 2 weights in layers/conv2d/vars; expected 1 of them");
    requireRefused(
        sequential(input(5), layer("Dense", "logits", "'units': 3, 'use_bias': false")),
        kernel(Hdf5Output.root(), "layers/dense", 5, 3),
        "layer 'logits' (Dense): found 2 weights in layers/dense/vars; expected 1 of them");
    WritableGroup norm = Hdf5Output.root();
    for (int i = 0; i < 4; i++) {
      put(norm, "layers/batch_normalization/vars/" + i, 5);
    }
    requireRefused(
        sequential(input(5), layer("BatchNormalization", "norm", "'scale': false")),
        norm,
        "layer 'norm' (BatchNormalization): found 4 weights in layers/batch_normalization/vars;"
            + " expected 3 of them");
  }

  @Test
  void aLayerWithoutItsWeightsIsNamed() {
    requireRefused(
        sequential(input(5), logits()),
        noWeights(),
        "layer 'logits' (Dense): found no dataset layers/dense/vars/0 in the file's weights;"
            + " expected one of shape [5, 3]");
  }

  @Test
  void whereAllLayersAreFrozenNoneIs() throws IOException {
    String frozen = logits().replace("'units'", "'trainable': false, 'units'");
    Imported read =
        read(sequential(input(5), frozen), kernel(Hdf5Output.root(), "layers/dense", 5, 3));

    assertThat(read.notes()).anyMatch(note -> note.startsWith("all layers are frozen in the file"));
    assertThat(read.model().model().spec().nodes()).noneMatch(Node::frozen);
  }

  @ParameterizedTest
  @ValueSource(strings = {"kernel_regularizer", "bias_constraint"})
  void whatIsOfTrainingIsLeftOutWithANote(String key) throws IOException {
    String logits =
        logits().replace("'units'", "'%s': {'class_name': 'L2'}, 'units'".formatted(key));
    Imported read =
        read(sequential(input(5), logits), kernel(Hdf5Output.root(), "layers/dense", 5, 3));

    assertThat(read.notes())
        .contains("regularizers and constraints are left out: they are of training");
  }
}
