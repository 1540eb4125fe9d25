package graft.exchange.keras;

import static graft.exchange.keras.KerasFiles.archive;
import static graft.exchange.keras.KerasFiles.called;
import static graft.exchange.keras.KerasFiles.functional;
import static graft.exchange.keras.KerasFiles.input;
import static graft.exchange.keras.KerasFiles.kernel;
import static graft.exchange.keras.KerasFiles.logits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.files.FileFormatException;
import graft.model.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a Functional model tells what a layer reads: {@code inbound_nodes} of Keras 2 and 3. */
class KerasCallsTest {
  private static final String TENSOR =
      "{'class_name': '__keras_tensor__', 'config': {'shape': [null, 5], 'dtype': 'float32', 'keras_history': ['input_layer', 0, 0]}}";

  @TempDir static Path folder;

  private static Path model(String nodes) {
    String logits =
        called(logits(), "logits").replace("'inbound_nodes': []", "'inbound_nodes': " + nodes);
    return archive(
        folder,
        functional("logits", called(input(5), "input_layer"), logits),
        kernel(Hdf5Output.root(), "layers/dense", 5, 3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[[['input_layer', 0, 0, {}]]]",
        "[[['input_layer', 0, 0]]]",
        "[[['input_layer', 0, 0, {'training': false, 'mask': null}]]]",
        "[['input_layer', 0, 0, {}]]",
        "[{'args': [" + TENSOR + "], 'kwargs': {}}]",
        "[{'args': [" + TENSOR + ", null], 'kwargs': {'mask': null, 'training': false}}]",
      })
  void aLayerReadsTheOneItIsCalledOn(String nodes) throws IOException {
    assertThat(KerasFiles.read(model(nodes)).model().model().spec().nodes())
        .extracting(Node::inputs)
        .containsExactly(List.of("input"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[[['input_layer', 0, 0, {'training': true}]]] | the argument training=true; expected none, or training=False",
        "[['input_layer', 0, 0, {'training': true}]] | the argument training=true; expected none, or training=False",
        "[[['input_layer', 0, 1, {}]]] | that it reads [\"input_layer\",0,1,{}]; expected the one output of a layer",
        "[[]] | that it reads nothing; expected a layer before it",
        "[] | that it is called 0 times; expected once: Graft's nodes do not share weights",
        "[[['input_layer', 0, 0, {}]], [['input_layer', 0, 0, {}]]] | that it is called 2 times; expected once",
        "[{'args': [0.5], 'kwargs': {}}] | the argument 0.5; expected what layers give",
      })
  void anotherCallIsRefused(String nodes, String said) {
    assertThatThrownBy(() -> KerasFiles.read(model(nodes)))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining("layer 'logits': found " + said);
  }
}
