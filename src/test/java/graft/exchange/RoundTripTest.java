package graft.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import graft.exchange.keras.KerasReader;
import graft.exchange.keras.KerasWriter;
import graft.exchange.onnx.OnnxReader;
import graft.exchange.onnx.OnnxWriter;
import graft.exchange.torch.TorchReader;
import graft.exchange.torch.TorchWriter;
import graft.files.ModelFile;
import graft.model.Model;
import graft.model.PeerFigures;
import graft.reference.ReferenceNetwork;
import graft.reference.RelativeDifference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A network of another framework comes in, becomes wider and deeper, goes out again, and is read
 * once more: it gives what the other framework computed of the first file; docs/round-trips.md.
 */
class RoundTripTest {
  // The others computed in float32.
  private static final double BAR = 1e-4;

  private static final List<String> COME_IN =
      List.of(
          "onnx/pytorch-residual.onnx",
          "onnx/pytorch-not-folded.onnx",
          "onnx/pytorch-means-softmax.onnx",
          "onnx/pytorch-padded-bytes.onnx",
          "onnx/pytorch2-residual.onnx",
          "onnx/tensorflow-colour.onnx",
          "keras/by-keras-functional-bytes.keras",
          "keras/by-keras-functional-bytes.h5",
          "keras/by-keras-sequential-softmax.keras",
          "keras/by-keras-sequential-softmax.h5");

  /** What they go out as. */
  enum Out {
    ONNX(".onnx"),
    KERAS(".h5"),
    PYTORCH(".safetensors");

    private final String ending;

    Out(String ending) {
      this.ending = ending;
    }
  }

  @TempDir static Path folder;

  static Stream<Arguments> trips() {
    return COME_IN.stream()
        .flatMap(
            file ->
                Arrays.stream(Out.values())
                    .filter(out -> isPossible(file, out))
                    .map(out -> Arguments.of(file, out)));
  }

  /**
   * Keras has no pooling with a border of its own on what may be negative; with channels first a
   * flattened image lies in another order, and that network joins it with features.
   */
  private static boolean isPossible(String file, Out out) {
    return switch (out) {
      case ONNX -> true;
      case KERAS -> !file.contains("pytorch-means");
      case PYTORCH -> !file.contains("by-keras-functional");
    };
  }

  @ParameterizedTest
  @MethodSource("trips")
  void theGrownNetworkGivesTheSame(String file, Out out) throws IOException {
    String name = file.substring(file.indexOf('/') + 1, file.lastIndexOf('.'));
    boolean bytes = name.contains("bytes");
    PeerFigures figures =
        PeerFigures.of("/graft/exchange/" + file.substring(0, file.indexOf('/') + 1), name);
    Path first = KeptFigures.file("/graft/exchange/", file);
    Told told = bytes ? Told.nothing() : Told.nothing().withRange(0, 1);
    ModelFile read =
        (file.startsWith("onnx") ? OnnxReader.read(first, told) : KerasReader.read(first, told))
            .model();
    Model grown = TestModels.grown(read.model());
    assertThat(grown.spec().parameterCount())
        .isGreaterThan(read.model().spec().parameterCount() * 3 / 2);

    ModelFile back = sentOut(ModelFile.of(grown, read.preprocessing(), read.classNames()), out);

    double[] logits =
        ReferenceNetwork.logits(
            back.model(),
            KeptFigures.input(figures, grown.spec().input(), back.preprocessing(), bytes ? 255 : 1),
            figures.batch());
    assertThat(
            RelativeDifference.of(
                KeptFigures.outputs(name, logits, figures.batch()), figures.computed("output")))
        .isLessThan(BAR);
  }

  /** What is read of what was written. */
  private static ModelFile sentOut(ModelFile model, Out out) throws IOException {
    Path file = folder.resolve("grown" + out.ending);
    switch (out) {
      case ONNX -> OnnxWriter.write(model, file);
      case KERAS -> KerasWriter.write(model, file);
      case PYTORCH -> TorchWriter.write(model, file);
    }
    Imported read =
        switch (out) {
          case ONNX -> OnnxReader.read(file, Told.nothing());
          case KERAS -> KerasReader.read(file, Told.nothing());
          case PYTORCH -> TorchReader.read(file, model.model().spec(), Map.of(), Told.nothing());
        };
    return read.model();
  }
}
