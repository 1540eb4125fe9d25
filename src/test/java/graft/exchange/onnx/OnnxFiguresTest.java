package graft.exchange.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import graft.exchange.Imported;
import graft.exchange.KeptFigures;
import graft.exchange.Told;
import graft.model.Model;
import graft.model.PeerFigures;
import graft.reference.ReferenceNetwork;
import graft.reference.RelativeDifference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What ONNX Runtime computed of files that Graft wrote and of files that PyTorch's exporter wrote,
 * Graft computes of them too. {@code make peer-figures} asks ONNX Runtime; docs/exchange.md.
 */
class OnnxFiguresTest {
  private static final String FOLDER = "/graft/exchange/onnx/";
  // ONNX Runtime computes in float32.
  private static final double BAR = 1e-4;

  static Stream<String> names() {
    return Stream.concat(OnnxCases.all().keySet().stream(), OnnxCases.ofOthers().stream());
  }

  static Path kept(String file) {
    return KeptFigures.file(FOLDER, file);
  }

  static Imported read(String name) throws IOException {
    boolean told = name.startsWith("graft") || name.contains("bytes");
    return OnnxReader.read(
        kept(name + ".onnx"), told ? Told.nothing() : Told.nothing().withRange(0, 1));
  }

  @ParameterizedTest
  @MethodSource("names")
  void logitsAreThoseOfOnnxRuntime(String name) throws IOException {
    Imported imported = read(name);
    PeerFigures figures = PeerFigures.of(FOLDER, name);
    Model model = imported.model().model();

    double[] logits =
        ReferenceNetwork.logits(
            model,
            KeptFigures.input(
                figures,
                model.spec().input(),
                imported.model().preprocessing(),
                name.contains("bytes") ? 255 : 1),
            figures.batch());

    double[] found = KeptFigures.outputs(name, logits, figures.batch());
    assertThat(RelativeDifference.of(found, figures.computed("output"))).isLessThan(BAR);
  }

  /** So what was judged is what Graft writes today. */
  @Test
  void keptFilesAreWhatGraftWrites() throws IOException {
    for (var written : OnnxCases.all().entrySet()) {
      Path kept = kept(written.getKey() + ".onnx");
      assertThat(ModelProto.parseFrom(Files.readAllBytes(kept)))
          .as(written.getKey())
          .isEqualTo(OnnxWriter.of(written.getValue().get()));
    }
  }

  @Test
  void everyKeptFileIsJudged() throws IOException {
    try (Stream<Path> files = Files.list(kept("pytorch-residual.onnx").getParent())) {
      List<String> found =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(file -> file.endsWith(".onnx"))
              .map(file -> file.replace(".onnx", ""))
              .toList();
      assertThat(found).containsExactlyInAnyOrderElementsOf(names().toList());
    }
  }

  /** Writes the files of Graft's own anew; the figures are ONNX Runtime's then. */
  public static void main(String[] arguments) throws IOException {
    for (var written : OnnxCases.all().entrySet()) {
      OnnxWriter.write(written.getValue().get(), Path.of(arguments[0], written.getKey() + ".onnx"));
    }
  }
}
