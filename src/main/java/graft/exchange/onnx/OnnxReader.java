package graft.exchange.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import com.google.protobuf.InvalidProtocolBufferException;
import graft.exchange.Imported;
import graft.exchange.Told;
import graft.files.FileFormatException;
import graft.files.Lineage;
import graft.files.ModelFile;
import graft.model.Model;
import graft.model.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Reads ONNX files whose graph is a network that Graft has: those of {@link OnnxWriter}, of
 * PyTorch's exporter and of TensorFlow's. Every operator, attribute and shape is known or refused.
 */
public final class OnnxReader {
  private static final int LEAST_OPSET = 7;
  private static final long MOST_BYTES = Integer.MAX_VALUE;
  private static final double TOLERANCE = 1e-5;
  private static final String DESCRIBED = "preprocessing";

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
    Model model = graph.model();
    Map<String, String> strings = new LinkedHashMap<>();
    for (StringStringEntryProto entry : message.getMetadataPropsList()) {
      strings.put(entry.getKey(), entry.getValue());
    }
    List<String> notes = new ArrayList<>(graph.notes());
    Optional<ModelFile> described =
        strings.containsKey(DESCRIBED)
            ? Optional.of(ModelFile.described(file, model, strings))
            : Optional.empty();
    Preprocessing preprocessing = preprocessing(file, graph, told, described);
    List<String> classes = classes(model, told, described, notes);
    Lineage lineage =
        described
            .map(ModelFile::lineage)
            .orElse(Lineage.UNKNOWN)
            .goneOn(Instant.now())
            .withParent(Lineage.Parent.of(file))
            .withTransform(
                new Lineage.Transform(
                    "import", Map.of("format", "ONNX", "producer", producer(message))));
    Map<String, String> kept = described.map(ModelFile::notes).orElse(Map.of());
    return new Imported(new ModelFile(model, preprocessing, classes, lineage, kept), notes);
  }

  private static String producer(ModelProto message) {
    return (message.getProducerName() + " " + message.getProducerVersion()).strip();
  }

  private static ModelProto parse(Path file, Refusals refusals) throws IOException {
    if (Files.size(file) >= MOST_BYTES) {
      throw refusals.of(
          "a file of %,d bytes".formatted(Files.size(file)),
          "fewer than 2^31: larger models keep their tensors in a file beside it");
    }
    ModelProto message;
    try {
      message = ModelProto.parseFrom(Files.readAllBytes(file));
    } catch (InvalidProtocolBufferException e) {
      throw refusals.of("no ONNX file (" + e.getMessage() + ")", "a model in ONNX' format");
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

  private static Preprocessing preprocessing(
      Path file, GraphReader graph, Told told, Optional<ModelFile> described) {
    int channels = graph.model().spec().input().last();
    Optional<Preprocessing> fed = told.preprocessing(channels);
    if (fed.isEmpty() && described.isPresent()) {
      Preprocessing kept = described.get().preprocessing();
      // In float32 the graph says it less exactly.
      return close(kept, graph.scale().behind(bytes(channels)))
          ? kept
          : graph.scale().behind(bytes(channels));
    }
    if (fed.isEmpty() && graph.isFedBytes()) {
      fed = Optional.of(bytes(channels));
    }
    return graph
        .scale()
        .behind(
            fed.orElseThrow(
                () ->
                    new IllegalArgumentException(
                        file
                            + " does not tell what its network is fed; expected the range of its"
                            + " pixels, or their mean and deviation")));
  }

  /** Bytes as they are: of pixels in [0, 1], 255 times as much. */
  private static Preprocessing bytes(int channels) {
    return new Preprocessing(
        Collections.nCopies(channels, 0.0), Collections.nCopies(channels, 1 / 255.0));
  }

  private static boolean close(Preprocessing a, Preprocessing b) {
    return IntStream.range(0, a.channels())
        .allMatch(
            c ->
                Math.abs(a.mean().get(c) - b.mean().get(c)) < TOLERANCE
                    && Math.abs(a.deviation().get(c) / b.deviation().get(c) - 1) < TOLERANCE);
  }

  private static List<String> classes(
      Model model, Told told, Optional<ModelFile> described, List<String> notes) {
    int count = model.spec().outputShape().elements();
    if (told.classNames().isPresent()) {
      return told.classNames().get();
    }
    if (described.isPresent()) {
      return described.get().classNames();
    }
    notes.add("the file does not tell what its classes are called: 0 to " + (count - 1));
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }
}
