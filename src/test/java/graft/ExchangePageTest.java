package graft;

import static org.assertj.core.api.Assertions.assertThat;

import graft.exchange.Imported;
import graft.exchange.Told;
import graft.exchange.keras.KerasReader;
import graft.exchange.keras.KerasWriter;
import graft.exchange.onnx.OnnxReader;
import graft.exchange.onnx.OnnxWriter;
import graft.exchange.torch.TorchReader;
import graft.exchange.torch.TorchWriter;
import graft.files.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/exchange.md shows. */
class ExchangePageTest {
  @TempDir private Path folder;

  @Test
  void aFileIsReadAndWritten() throws IOException {
    Path onnx = Path.of("src/test/resources/graft/exchange/onnx/pytorch-residual.onnx");
    Path copy = folder.resolve("copy.onnx");
    Path weights = folder.resolve("weights.safetensors");
    Path keras = folder.resolve("model.h5");

    Imported imported = OnnxReader.read(onnx, Told.nothing().withRange(0, 1));
    imported.notes().forEach(System.out::println);
    ModelFile model = imported.model();

    OnnxWriter.write(model, copy);
    TorchWriter.write(model, weights);
    KerasWriter.write(model, keras);

    assertThat(KerasReader.read(keras, Told.nothing()).model().model().weights())
        .isEqualTo(model.model().weights());
    assertThat(OnnxReader.read(copy, Told.nothing()).model().model()).isEqualTo(model.model());
    assertThat(TorchReader.read(weights, model.model().spec(), Map.of(), Told.nothing()).model())
        .extracting(ModelFile::model)
        .isEqualTo(model.model());
  }
}
