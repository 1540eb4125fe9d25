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
import static graft.exchange.keras.KerasFiles.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import graft.exchange.Told;
import graft.files.FileFormatException;
import graft.model.Preprocessing;
import graft.tensor.Shape;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a file tells of the model's input: its shape, and what is done to it first. */
class KerasInputTest {
  private static final double BAR = 1e-12;

  @TempDir static Path folder;

  /** Weights of five features and three classes. */
  private static WritableGroup dense() {
    return kernel(Hdf5Output.root(), "layers/dense", 5, 3);
  }

  private static void requireRefused(String config, String said) {
    Path file = archive(folder, config, dense());
    assertThatThrownBy(() -> KerasFiles.read(file))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining(said);
  }

  /** Where Keras tells the input's shape, from the first Sequential to today's. */
  static List<String> modelsOfFiveFeatures() {
    String five = shape("batch_input_shape", 5);
    String first = logits().replace("'units'", five + ", 'units'");
    String unbuilt = sequential(logits());
    return List.of(
        sequential(input(5), logits()),
        sequential(first),
        sequential(first.replace("batch_input_shape", "batch_shape")),
        unbuilt.replace("'layers':", shape("build_input_shape", 5) + ", 'layers':"),
        unbuilt.replaceFirst("\\}$", ", 'build_config': {%s}}".formatted(shape("input_shape", 5))),
        sequential(layer("Activation", "same", five + ", 'activation': 'linear'"), logits()));
  }

  @ParameterizedTest
  @MethodSource("modelsOfFiveFeatures")
  void aSequentialTellsItsInputInSomePlace(String config) throws IOException {
    Path file = archive(folder, config, dense());
    assertThat(KerasFiles.read(file).model().model().spec().input()).isEqualTo(Shape.of(5));
  }

  /** A model within that begins with its own input; the outer one was never told one. */
  @Test
  void aModelWithinTellsTheInputOfTheOuter() throws IOException {
    String inner = sequential(input(5), layer("Activation", "relu", "'activation': 'relu'"));
    Path file = archive(folder, sequential(inner, logits()), dense());
    assertThat(KerasFiles.read(file).model().model().spec().input()).isEqualTo(Shape.of(5));
  }

  @Test
  void aModelThatTellsNoShapeIsRefused() {
    String said =
        "found an input of no shape; expected images [batch, rows, columns, channels] or [batch,"
            + " features], all but the batch as numbers";
    requireRefused(sequential(logits()), said);
    requireRefused(sequential(layer("InputLayer", "input", "'batch_shape': null"), logits()), said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "65537 | an input of shape [null,65537]",
        "0 | an input of shape [null,0]",
        "'5' | an input of shape [null,\"5\"]",
        "5, 4, 3, 2 | an input of shape [null,5,4,3,2]",
        "65536, 65536, 3 | an input of ",
      })
  void aShapeThatNoNetworkHasIsRefused(String extents, String said) {
    requireRefused(
        sequential(
            layer("InputLayer", "input", "'batch_shape': [null, %s]".formatted(extents)), logits()),
        said);
  }

  @Test
  void asManyFeaturesAsPixelsInARowAreRead() throws IOException {
    WritableGroup weights = kernel(Hdf5Output.root(), "layers/dense", 65536, 3);
    Path file = archive(folder, sequential(input(65536), logits()), weights);
    assertThat(KerasFiles.read(file).model().model().spec().input()).isEqualTo(Shape.of(65536));
  }

  @Test
  void aModelHasOneInput() {
    String second = layer("InputLayer", "second", shape("batch_shape", 5));
    requireRefused(
        functional(
            "logits",
            called(input(5), "input_layer"),
            called(second, "second"),
            called(logits(), "logits", "input_layer")),
        "a second input 'second'; expected one");
  }

  @Test
  void anInputOfBytesNeedsNoRange() throws IOException {
    String bytes = layer("InputLayer", "input", shape("batch_shape", 5) + ", 'dtype': 'uint8'");
    Path file = archive(folder, sequential(bytes, logits()), dense());

    Preprocessing read = KerasReader.read(file, Told.nothing()).model().preprocessing();

    assertThat(read.deviation()).containsOnly(1 / 255.0);
    assertThat(read.mean()).containsOnly(0.0);
  }

  /** (x - mean) / sqrt(variance), of what is fed from 0 to 1. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'axis': [-1], 'mean': [0.5, 0.25, 0.125], 'variance': [4, 9, 16] | 0.5, 0.25, 0.125 | 2, 3, 4",
        "'axis': -1, 'mean': [[[[0.5, 0.25, 0.125]]]], 'variance': [[[[4, 9, 16]]]] | 0.5, 0.25, 0.125 | 2, 3, 4",
        "'axis': [3], 'mean': [[0.5, 0.25, 0.125]], 'variance': 4 | 0.5, 0.25, 0.125 | 2, 2, 2",
        "'axis': 3, 'mean': 0.5, 'variance': 4 | 0.5, 0.5, 0.5 | 2, 2, 2",
        "'axis': null, 'mean': 0.5, 'variance': [4.0] | 0.5, 0.5, 0.5 | 2, 2, 2",
        "'axis': [], 'mean': 0.5, 'variance': 4 | 0.5, 0.5, 0.5 | 2, 2, 2",
        "'axis': [-1], 'mean': 0.5, 'variance': 0 | 0.5, 0.5, 0.5 | 1e-7, 1e-7, 1e-7",
        "'axis': [-1], 'mean': null, 'variance': null | 1, 2, 3 | 1, 1.4142135623730951, 1.7320508075688772",
        "'mean': null, 'variance': null | 1, 2, 3 | 1, 1.4142135623730951, 1.7320508075688772",
      })
  void aNormalizationIsPreprocessing(String config, String mean, String deviation)
      throws IOException {
    WritableGroup weights = kernel(Hdf5Output.root(), "layers/dense", 12, 3);
    put(weights, "layers/normalization/vars/0", 3);
    put(weights, "layers/normalization/vars/1", 3);
    String model =
        sequential(
            input(2, 2, 3),
            layer("Normalization", "scaled", config + ", 'invert': false"),
            layer("Flatten", "flatten", ""),
            logits());

    Preprocessing read = KerasFiles.read(archive(folder, model, weights)).model().preprocessing();

    requireNumbers(read.mean(), mean);
    requireNumbers(read.deviation(), deviation);
  }

  private static void requireNumbers(List<Double> found, String expected) {
    String[] numbers = expected.split(", ", -1);
    assertThat(found).hasSize(numbers.length);
    for (int i = 0; i < numbers.length; i++) {
      assertThat(found.get(i)).isCloseTo(Double.parseDouble(numbers[i]), within(BAR));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'axis': null, 'mean': null, 'variance': null | one mean that it learned; expected one by channel",
        "'axis': [], 'mean': null, 'variance': null | one mean that it learned; expected one by channel",
        "'axis': [1], 'mean': 0.5, 'variance': 4 | axis [1]; expected the last, which is the channels'",
        "'axis': 2, 'mean': 0.5, 'variance': 4 | axis 2; expected the last, which is the channels'",
        "'axis': [-1, 1], 'mean': 0.5, 'variance': 4 | axis [-1,1]; expected the last",
        "'axis': [-1], 'mean': [0.5, 0.5], 'variance': 4 | mean [0.5,0.5]; expected a number, or one for each of 3",
        "'axis': [-1], 'mean': 0.5, 'variance': null | no variance; expected it",
        "'axis': [-1], 'mean': null, 'variance': 4 | 'variance': 4; expected none that is not known",
        "'axis': [-1], 'mean': 0.5, 'variance': 4, 'strange': 1 | 'strange': 1; expected none that",
        "'axis': [-1], 'mean': 'mean', 'variance': 4 | mean \"mean\"; expected a number, or one for each of 3",
      })
  void anotherNormalizationIsRefused(String config, String said) {
    requireRefused(
        sequential(input(2, 2, 3), layer("Normalization", "scaled", config)),
        "layer 'scaled' (Normalization): found " + said);
  }

  /** The last axis is the columns there, which a network of images takes for no channels. */
  @Test
  void imagesWithoutAnAxisForChannelsAreNotNormalisedByColumn() {
    requireRefused(
        sequential(
            input(2, 3),
            layer("Normalization", "scaled", "'axis': -1, 'mean': 0.5, 'variance': 4")),
        "layer 'scaled' (Normalization): found axis -1; expected the last, which is the channels'");
  }

  @Test
  void allLayersSeeTheInputScaledAlike() throws IOException {
    Preprocessing read = KerasFiles.read(twoLayers("half")).model().preprocessing();
    assertThat(read.deviation()).containsExactly(2.0, 2.0);
    Path otherwise = twoLayers("input_layer");
    assertThatThrownBy(() -> KerasFiles.read(otherwise))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining(
            "layer 'two' (Conv2D): found the input scaled otherwise than for another layer;"
                + " expected one scale for all");
  }

  /** One layer reads half the input, and another what is told. */
  private static Path twoLayers(String second) {
    String conv =
        layer("Conv2D", "NAME", "'filters': 3, 'kernel_size': [1, 1], 'activation': 'linear'");
    WritableGroup weights = kernel(Hdf5Output.root(), "layers/conv2d", 1, 1, 2, 3);
    kernel(weights, "layers/conv2d_1", 1, 1, 2, 3);
    String mean = layer("GlobalAveragePooling2D", "mean", "'keepdims': false");
    return archive(
        folder,
        functional(
            "mean",
            called(input(4, 4, 2), "input_layer"),
            called(layer("Rescaling", "half", "'scale': 0.5"), "half", "input_layer"),
            called(conv.replace("NAME", "one"), "one", "half"),
            called(conv.replace("NAME", "two"), "two", second),
            called(layer("Add", "sum", ""), "sum", "one", "two"),
            called(mean, "mean", "sum")),
        weights);
  }

  @Test
  void whatIsDoneToTheInputStandsInFrontOfAllElse() {
    requireRefused(
        sequential(input(5), layer("Activation", "relu", "'activation': 'relu'"), rescaling()),
        "layer 'late' (Rescaling): found that it reads [relu]; expected the model's input");
  }

  private static String rescaling() {
    return layer("Rescaling", "late", "'scale': 0.5, 'offset': 0.0");
  }
}
