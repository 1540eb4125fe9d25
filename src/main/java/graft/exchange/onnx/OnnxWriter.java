package graft.exchange.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import graft.fetch.AtomicFile;
import graft.files.ModelFile;
import graft.model.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes models as ONNX. The graph takes the bytes of images as they are, {@code [N, H, W, C]} of 0
 * to 255 in float32, and gives {@code [N, classes]} logits; the preprocessing is part of it, and N
 * is any number. What a graph cannot say, class names, lineage and which nodes are frozen, stands
 * in the model's metadata.
 */
public final class OnnxWriter {
  /** The name of the graph's input. */
  public static final String IMAGES = "images";

  /** The name of the graph's output. */
  public static final String LOGITS = "logits";

  /** The key under which the metadata lists the nodes that are frozen, a line each. */
  static final String FROZEN = "graft.frozen";

  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;

  private OnnxWriter() {}

  /**
   * Writes a model, in place of what is there.
   *
   * @param file by custom with the ending {@code .onnx}
   * @throws IOException if that fails; what was there before stays whole
   */
  public static void write(ModelFile model, Path file) throws IOException {
    byte[] content = of(model).toByteArray();
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
    AtomicFile.write(file, content);
  }

  /** The message. */
  static ModelProto of(ModelFile model) {
    ModelProto.Builder message =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("graft")
            .setProducerVersion(model.lineage().graft().orElse(""))
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
            .setGraph(new GraphWriter(model).graph());
    model.description().forEach((key, value) -> message.addMetadataProps(entry(key, value)));
    List<String> frozen =
        model.model().spec().nodes().stream().filter(Node::frozen).map(Node::name).toList();
    if (!frozen.isEmpty()) {
      message.addMetadataProps(entry(FROZEN, String.join("\n", frozen)));
    }
    return message.build();
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }
}
