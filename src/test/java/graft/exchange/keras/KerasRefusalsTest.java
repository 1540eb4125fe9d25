package graft.exchange.keras;

import static graft.exchange.keras.KerasFiguresTest.kept;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.exchange.TestModels;
import graft.exchange.Told;
import graft.files.FileFormatException;
import graft.model.AveragePool2d;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.MaxPool2d;
import graft.model.NetworkSpec;
import graft.model.Padding;
import graft.model.Relu;
import graft.tensor.Shape;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Graft has no network for is refused in a sentence that names the layer and what is there.
 */
class KerasRefusalsTest {
  private static final String FUNCTIONAL = "keras3-functional-bytes.keras";

  @TempDir static Path folder;

  /** A kept archive with another configuration. */
  private static Path changed(String name, String from, String to) throws IOException {
    Path file = folder.resolve("changed.keras");
    try (ZipFile zip = new ZipFile(kept(name).toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (ZipEntry entry : zip.stream().toList()) {
        byte[] content = zip.getInputStream(entry).readAllBytes();
        if (entry.getName().equals(Archive.CONFIG)) {
          String config = new String(content, StandardCharsets.UTF_8);
          assertThat(config).contains(from);
          content = config.replace(from, to).getBytes(StandardCharsets.UTF_8);
        }
        out.putNextEntry(new ZipEntry(entry.getName()));
        out.write(content);
      }
    }
    return file;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"class_name\": \"Add\" | \"class_name\": \"Lambda\" | layer 'sum' (Lambda): found a class that Graft has no op for",
        "\"class_name\": \"Add\" | \"class_name\": \"Multiply\" | layer 'sum' (Multiply)",
        "\"groups\": 1 | \"groups\": 2 | layer 'first' (Conv2D): found groups",
        "\"dilation_rate\": [1, 1] | \"dilation_rate\": [2, 2] | dilation_rate [2, 2]; expected [1, 1]",
        "\"strides\": [1, 1] | \"strides\": [1, 2] | strides [1, 2]; expected one stride",
        "\"padding\": \"same\" | \"padding\": \"causal\" | padding causal; expected valid or same",
        "\"data_format\": \"channels_last\" | \"data_format\": \"channels_first\" | data_format channels_first",
        "\"pool_size\": [2, 2] | \"pool_size\": [2, 3] | layer 'pool' (MaxPooling2D): found pool_size [2, 3]",
        "\"activation\": \"relu\" | \"activation\": \"gelu\" | activation gelu; expected relu, linear, or softmax",
        "\"activation\": \"relu\" | \"activation\": \"softmax\" | a softmax of [10, 9, 4]",
        "\"quantization_config\": null | \"quantization_config\": {} | 'quantization_config'",
        "\"quantization_config\": null | \"dtype\": \"int8_from_float32\" | dtype int8_from_float32",
        "\"filters\": 4 | \"filters\": 5 | dataset layers/conv2d/vars/0 of shape [3, 3, 3, 4]; expected shape [3, 3, 3, 5]",
        "\"filters\": 4 | \"filters\": 4.5 | filters 4.5; expected a positive whole number",
        "\"filters\": 4 | \"filters\": 2000000000 | a kernel of",
        "\"use_bias\": true | \"use_bias\": false | 2 weights in layers/conv2d/vars; expected 1",
        "\"use_bias\": true | \"use_bias\": \"yes\" | use_bias \"yes\"; expected true or false",
        "\"center\": false | \"center\": true | no dataset layers/batch_normalization/vars/3",
        "\"axis\": -1 | \"axis\": 1 | layer 'norm' (BatchNormalization): found axis 1",
        "\"epsilon\": 0.001 | \"epsilon\": 0 | epsilon is 0.0",
        "\"invert\": false | \"invert\": true | layer 'normalization' (Normalization): found invert true",
        "\"training\": null | \"training\": true | the argument training=true",
        "\"module\": \"keras.layers\" | \"module\": \"my.layers\" | a class of my.layers",
        "\"registered_name\": null | \"registered_name\": \"mine>Conv2D\" | mine>Conv2D",
        "[null, 10, 9, 3] | [null, null, 9, 3] | an input of shape [null,null,9,3]",
        "[null, 10, 9, 3] | [null, 10, 9, 3, 1] | an input of shape",
        "[\"logits\", 0, 0] | [\"sum\", 0, 0] | [10, 9, 4] as the output; expected a logit for each class",
        "[\"logits\", 0, 0] | [[\"logits\", 0, 0], [\"sum\", 0, 0]] | output_layers",
        "[\"logits\", 0, 0] | [\"nothing\", 0, 0] | no layer that gives the output 'nothing'",
        "[\"flatten\", 0, 0] | [\"logits\", 0, 0] | layer 'norm_of_features' (BatchNormalization): found that it reads [logits]",
        "[\"pool\", 0, 0] | [\"pool\", 0, 1] | the one output of a layer",
        "\"name\": \"second\" | \"name\": \"first\" | a second layer of that name",
        "\"class_name\": \"Functional\" | \"class_name\": \"Mine\" | a model of class 'Mine'",
        "\"sparse\": false | \"sparse\": true | a sparse or ragged tensor",
        "{ | [ | that is no JSON",
      })
  void aModelThatIsNoneOfGraftsIsRefused(String from, String to, String said) throws IOException {
    Path file = changed(FUNCTIONAL, from, to);
    assertThatThrownBy(() -> KerasReader.read(file, Told.nothing()))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining(said);
  }

  /** What a key that nobody here knows asks of a layer cannot be told. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        FUNCTIONAL,
        "keras3-nested-softmax.keras",
        "by-keras-functional-bytes.keras",
        "by-keras-sequential-softmax.keras"
      })
  void noKindOfLayerPassesOverAKeyThatIsNotKnown(String name) throws IOException {
    JsonNode model = new ObjectMapper().readTree(config(name));
    List<JsonNode> layers =
        model.findParents("class_name").stream().filter(KerasRefusalsTest::isLayer).toList();
    assertThat(layers).hasSizeGreaterThan(3);
    for (JsonNode layer : layers) {
      ObjectNode config = (ObjectNode) layer.get("config");
      config.put("strange", 1);
      Path file = changed(name, config(name), model.toString());
      assertThatThrownBy(() -> KerasReader.read(file, Told.nothing().withRange(0, 1)))
          .as(layer.get("class_name").asText())
          .isInstanceOf(FileFormatException.class)
          .hasMessageContaining(
              "layer '%s' (%s): found 'strange': 1",
              config.get("name").asText(), layer.get("class_name").asText());
      config.remove("strange");
    }
  }

  private static boolean isLayer(JsonNode tree) {
    return tree.path("config").has("name")
        && !Set.of("Functional", "Sequential", "InputLayer", "DTypePolicy")
            .contains(tree.get("class_name").asText());
  }

  private static String config(String name) throws IOException {
    try (ZipFile zip = new ZipFile(kept(name).toFile())) {
      return new String(
          zip.getInputStream(zip.getEntry(Archive.CONFIG)).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"target_shape\": [6, 7, 1] | \"target_shape\": [7, 6, 1] | layer 'one_channel' (Reshape)",
        "\"class_name\": \"Reshape\" | \"class_name\": \"Dropout\" | 'target_shape'",
        "\"class_name\": \"Softmax\" | \"class_name\": \"Sigmoid\" | layer 'softmax' (Sigmoid): found a class",
      })
  void modelsWithinAreSeenThrough(String from, String to, String said) throws IOException {
    Path file = changed("keras3-nested-softmax.keras", from, to);
    assertThatThrownBy(() -> KerasReader.read(file, Told.nothing().withRange(0, 1)))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining(said);
  }

  @Test
  void whatTheNetworkIsFedMustBeTold() throws IOException {
    assertThatThrownBy(() -> KerasReader.read(kept("keras2-nested.h5"), Told.nothing()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not tell what its network is fed");
  }

  @Test
  void weightsAloneAreNoModel() {
    assertThatThrownBy(() -> KerasReader.read(kept("keras2-weights.h5"), Told.nothing()))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining("weights alone");
    NetworkSpec other =
        NetworkSpec.chain(Shape.of(9, 8, 3))
            .then("one", new Conv2d(4, 3, 3, 1, Padding.VALID))
            .then("flatten", new Flatten())
            .then("six", new Dense(3))
            .build();
    for (String file : new String[] {"keras2-weights.h5", "keras3-names.weights.h5"}) {
      assertThatThrownBy(() -> KerasReader.readWeights(kept(file), other, Told.nothing()))
          .isInstanceOf(FileFormatException.class)
          .hasMessageContaining("weights of 2 Conv2D layers; expected 1, for the nodes [one]");
    }
    assertThatThrownBy(() -> KerasReader.readWeights(kept(FUNCTIONAL), other, Told.nothing()))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining("which tells its network");
  }

  @Test
  void otherFilesAreNamed() throws IOException {
    Path text = Files.writeString(folder.resolve("text.h5"), "a text");
    assertThatThrownBy(() -> KerasReader.read(text, Told.nothing()))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining("a text that begins with 'a text'; expected a Keras file");
    Path zip = folder.resolve("other.keras");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("metadata.json"));
    }
    assertThatThrownBy(() -> KerasReader.read(zip, Told.nothing()))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining("a ZIP archive without config.json");
    WritableGroup root = Hdf5Output.root();
    root.putAttribute("model_config", new int[] {1, 2});
    Path numbers = folder.resolve("numbers.h5");
    try (FileChannel out =
        FileChannel.open(numbers, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      Hdf5Output.write(root, out);
    }
    assertThatThrownBy(() -> KerasReader.read(numbers, Told.nothing()))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining("attribute model_config of /, which is no text");
  }

  /** 1.6 GB in files of a few thousand bytes. */
  @ParameterizedTest
  @ValueSource(strings = {"hollow-weights.h5", "hollow-chunked-weights.h5"})
  void noMemoryIsTakenForWhatTheFileCannotHold(String file) {
    NetworkSpec spec = NetworkSpec.chain(Shape.of(20_000)).then("huge", new Dense(20_000)).build();
    assertThatThrownBy(
            () -> KerasReader.readWeights(kept(file), spec, Told.nothing().withRange(0, 1)))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining("dataset /huge/huge/kernel:0, which is larger than the file's");
  }

  @Test
  void poolingWithABorderCannotBeSaid() throws IOException {
    Path file = folder.resolve("pooled.h5");
    for (var pool :
        new graft.model.Op[] {
          new MaxPool2d(3, 2, Padding.explicit(1, 0, 1, 0)),
          new AveragePool2d(3, 2, Padding.explicit(1, 0, 1, 0))
        }) {
      NetworkSpec spec =
          NetworkSpec.chain(Shape.of(8, 8, 2))
              .then("pool", pool)
              .then("relu", new Relu())
              .then("flatten", new Flatten())
              .then("logits", new Dense(3))
              .build();
      assertThatThrownBy(() -> KerasWriter.write(TestModels.file(spec, 1), file))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("node pool pools with a border of 1 above")
          .hasMessageEndingWith(
              "which Keras cannot say; expected padding SAME or VALID"
                  + (pool instanceof MaxPool2d ? ", or an input that is never negative" : ""));
      assertThat(file).doesNotExist();
    }
  }
}
