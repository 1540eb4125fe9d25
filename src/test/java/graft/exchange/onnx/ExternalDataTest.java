package graft.exchange.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import graft.files.FileFormatException;
import graft.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tensors that lie in a file beside the model. */
class ExternalDataTest {
  @TempDir private Path folder;

  @Test
  void tensorsOfAFileBesideAreRead() throws IOException {
    Model whole = OnnxCases.chainFile().model();
    assertThat(read(Map.of("offset", "16"))).isEqualTo(whole);
    assertThat(read(Map.of("offset", "16", "length", "360"))).isEqualTo(whole);
  }

  /** Of 360 bytes behind the first 16. */
  @ParameterizedTest
  @CsvSource({
    "17, 360, 360 bytes at 17 of",
    "400, 360, 360 bytes at 400 of",
    "12, 364, 364 bytes at 12 of",
    "20, '', 356 bytes at 20 of",
    "400, '', found 0 bytes at 400 of",
    "-16, 360, '''-16'' as offset'",
    "16, many, '''many'' as length'",
  })
  void theyLieInsideIt(String offset, String length, String said) {
    assertThatThrownBy(() -> read(Map.of("offset", offset, "length", length)))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContainingAll("tensor 'conv1/kernel'", said);
  }

  private Model read(Map<String, String> where) throws IOException {
    ModelProto.Builder model = OnnxWriter.of(OnnxCases.chainFile()).toBuilder();
    GraphProto.Builder graph = model.getGraphBuilder();
    for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
      if (tensor.getName().equals("conv1/kernel")) {
        byte[] padded = new byte[16 + tensor.getRawData().size()];
        tensor.getRawData().copyTo(padded, 16);
        Files.write(folder.resolve("weights.data"), padded);
        OnnxRefusalsTest.beside(tensor, "weights.data");
        where.forEach(
            (key, value) ->
                tensor.addExternalData(
                    StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
      }
    }
    return TestGraph.read(model, folder).model().model();
  }
}
