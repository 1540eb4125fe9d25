package graft.exchange.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import graft.exchange.Told;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tensors that lie in a file beside the model. */
class ExternalDataTest {
  @TempDir private Path folder;

  @Test
  void tensorsOfAFileBesideAreRead() throws IOException {
    ModelProto.Builder model = OnnxWriter.of(OnnxCases.chainFile()).toBuilder();
    GraphProto.Builder graph = model.getGraphBuilder();
    for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
      if (tensor.getName().equals("conv1/kernel")) {
        byte[] padded = new byte[16 + tensor.getRawData().size()];
        tensor.getRawData().copyTo(padded, 16);
        Files.write(folder.resolve("weights.data"), padded);
        OnnxRefusalsTest.beside(tensor, "weights.data");
        tensor.addExternalData(StringStringEntryProto.newBuilder().setKey("offset").setValue("16"));
      }
    }
    Path file = Files.write(folder.resolve("beside.onnx"), model.build().toByteArray());

    assertThat(OnnxReader.read(file, Told.nothing()).model().model())
        .isEqualTo(OnnxCases.chainFile().model());
  }
}
