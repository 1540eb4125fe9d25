package graft.exchange.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import com.google.protobuf.InvalidProtocolBufferException;
import graft.exchange.Found;
import graft.exchange.Imported;
import graft.exchange.Told;
import graft.fetch.FileContents;
import graft.files.FileFormatException;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads ONNX files whose graph is a network that Graft has: those of {@link OnnxWriter}, of
 * PyTorch's exporter and of TensorFlow's. Every operator, attribute and shape is known or refused.
 */
public final class OnnxReader {
  private static final int LEAST_OPSET = 7;
  private static final long MOST_BYTES = Integer.MAX_VALUE;

  private OnnxReader() {}

  /**
   * Reads a file.
   *
   * @param told what the user says where the file does not
   * @throws FileFormatException if it is no ONNX file, or its graph is no network of Graft's; the
   *     message names the node and what is the matter with it
   * @throws IllegalArgumentException if it does not tell what the network is fed, and the user did
   *     not either, or what the user said does not fit
   * @throws IOException if it cannot be read
   */
  public static Imported read(Path file, Told told) throws IOException {
    Refusals refusals = new Refusals(file);
    ModelProto message = parse(file, refusals);
    requireOpset(message, refusals);
    GraphReader graph = new GraphReader(message.getGraph(), refusals, new TensorReader(file));
    Map<String, String> strings = new LinkedHashMap<>();
    for (StringStringEntryProto entry : message.getMetadataPropsList()) {
      strings.put(entry.getKey(), entry.getValue());
    }
    Model model = frozen(graph.model(), Optional.ofNullable(strings.remove(OnnxWriter.FROZEN)));
    return new Found(
            file,
            model,
            Optional.of(graph.scale()),
            graph.isFedBytes(),
            strings,
            Map.of("format", "ONNX", "producer", producer(message)),
            graph.notes())
        .with(told);
  }

  /** With the nodes frozen that Graft wrote of; others may have renamed or removed some. */
  private static Model frozen(Model model, Optional<String> lines) {
    Set<String> names =
        lines.map(text -> text.lines().collect(Collectors.toSet())).orElse(Set.of());
    NetworkSpec spec = model.spec();
    List<Node> nodes =
        spec.nodes().stream()
            .map(n -> n.withFrozen(names.contains(n.name()) && !spec.parametersOf(n).isEmpty()))
            .toList();
    return new Model(new NetworkSpec(spec.input(), nodes), model.weights());
  }

  private static String producer(ModelProto message) {
    return (message.getProducerName() + " " + message.getProducerVersion()).strip();
  }

  private static ModelProto parse(Path file, Refusals refusals) throws IOException {
    if (Files.size(file) >= MOST_BYTES) {
      throw refusals.of(
          String.format(Locale.ROOT, "a file of %,d bytes", Files.size(file)),
          "fewer than 2^31: larger models keep their tensors in a file beside it");
    }
    byte[] content = Files.readAllBytes(file);
    ModelProto message;
    try {
      message = ModelProto.parseFrom(content);
    } catch (InvalidProtocolBufferException e) {
      String found =
          FileContents.recognize(content)
              .filter(kind -> !kind.contains("ONNX")) // a damaged one
              .orElse(e.getMessage());
      throw refusals.of("no ONNX file (" + found + ")", "a model in ONNX' format");
    }
    if (message.getIrVersion() == 0 || message.getGraph().getNodeCount() == 0) {
      throw refusals.of("no ONNX file, or one without a graph", "a model in ONNX' format");
    }
    if (message.getFunctionsCount() > 0) {
      throw refusals.of(
          "functions of the model's own, the first '" + message.getFunctions(0).getName() + "'",
          "a graph of ONNX' own operators (export it with them inlined)");
    }
    return message;
  }

  private static void requireOpset(ModelProto message, Refusals refusals)
      throws FileFormatException {
    for (OperatorSetIdProto opset : message.getOpsetImportList()) {
      boolean standard = opset.getDomain().isEmpty() || opset.getDomain().equals("ai.onnx");
      if (standard && opset.getVersion() < LEAST_OPSET) {
        throw refusals.of("opset " + opset.getVersion(), "opset " + LEAST_OPSET + " or later");
      }
    }
  }
}
