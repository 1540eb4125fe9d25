package graft.exchange.torch;

import graft.fetch.AtomicFile;
import graft.files.Dtype;
import graft.files.ModelFile;
import graft.files.SafetensorsWriter;
import graft.model.BatchNorm;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.NodeParameter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Writes a model's weights as the state of a PyTorch module, in a safetensors file, and beside it
 * the module's source. {@code load_state_dict} takes the one for the other as it is, strictly.
 */
public final class TorchWriter {
  private TorchWriter() {}

  /** Where the module's source goes: the file's name with the ending {@code .py}. */
  public static Path source(Path file) {
    String name = String.valueOf(file.getFileName()).replaceFirst("\\.safetensors$", "");
    return file.resolveSibling(name + ".py");
  }

  /**
   * Writes both, in place of what is there.
   *
   * @param file by custom with the ending {@code .safetensors}
   * @throws IllegalArgumentException if PyTorch could not have the network so; names the node
   * @throws IOException if that fails; what was there before stays whole
   */
  public static void write(ModelFile model, Path file) throws IOException {
    NetworkSpec spec = model.model().spec();
    TorchLayout layout = new TorchLayout(spec);
    Map<String, String> names = TorchNames.of(spec);
    SafetensorsWriter writer = new SafetensorsWriter().metadata("format", "pt");
    model.description().forEach(writer::metadata);
    for (NodeParameter parameter : spec.parameters()) {
      writer.tensor(
          names.get(parameter.node()) + "." + TorchLayout.role(parameter),
          layout.torch(parameter, model.model().weights().get(parameter.name())));
    }
    for (Node node : spec.nodes()) {
      if (node.op() instanceof BatchNorm) {
        ByteBuffer none = ByteBuffer.allocate(Long.BYTES); // batches since the statistics began
        writer.block(names.get(node.name()) + ".num_batches_tracked", Dtype.I64, List.of(), none);
      }
    }
    String source = new TorchSource(model, String.valueOf(file.getFileName())).text();
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
    writer.write(file);
    AtomicFile.write(source(file), source.getBytes(StandardCharsets.UTF_8));
  }
}
