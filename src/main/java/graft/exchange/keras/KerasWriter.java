package graft.exchange.keras;

import graft.exchange.TensorOrder;
import graft.fetch.AtomicFile;
import graft.files.ModelFile;
import graft.model.BatchNorm;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.NodeParameter;
import graft.model.Parameter;
import graft.tensor.HostTensor;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes models as Keras 2 keeps them whole, in HDF5, which Keras 3 reads too. The model takes the
 * bytes of images as they are, {@code [N, H, W, C]} of 0 to 255 in float32: its first layer is a
 * Rescaling; it gives {@code [N, classes]} logits.
 */
public final class KerasWriter {
  /** What Keras puts into an object's header at most ({@code HDF5_OBJECT_HEADER_LIMIT}). */
  private static final int MOST_BYTES = 64_512;

  /** Of a text there: for one of ASCII, jhdf takes a tenth more than it has. */
  private static final int MOST_TEXT = 48 << 10;

  /** The version whose form this is. */
  private static final String VERSION = "2.11.0";

  private static final Map<String, String> ROLES =
      Map.of(
          Parameter.KERNEL, "kernel:0",
          Parameter.BIAS, "bias:0",
          BatchNorm.GAMMA, "gamma:0",
          BatchNorm.BETA, "beta:0",
          BatchNorm.MEAN, "moving_mean:0",
          BatchNorm.VARIANCE, "moving_variance:0");

  private KerasWriter() {}

  /**
   * Writes a model, in place of what is there.
   *
   * @param file by custom with the ending {@code .h5}
   * @throws IllegalArgumentException if Keras could not have the network so; names the node
   * @throws IOException if that fails; what was there before stays whole
   */
  public static void write(ModelFile model, Path file) throws IOException {
    NetworkSpec spec = model.model().spec();
    LayerNames names = new LayerNames(spec);
    LayersWriter layers = new LayersWriter(spec, model.preprocessing(), names);
    String config = layers.model().toString();
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
    WritableGroup root = Hdf5Output.root();
    root.putAttribute("keras_version", VERSION);
    root.putAttribute("backend", "tensorflow");
    if (config.length() <= MOST_TEXT) {
      root.putAttribute("model_config", config);
    } else {
      LongText.put(root, "model_config", config);
    }
    Description.of(model).forEach(root::putAttribute);
    WritableGroup weights = root.putGroup("model_weights");
    weights.putAttribute("keras_version", VERSION);
    weights.putAttribute("backend", "tensorflow");
    names(weights, "layer_names", layers.layerNames());
    for (String layer : layers.layerNames()) {
      weights.putGroup(layer);
    }
    for (Node node : spec.nodes()) {
      weights(model, node, names.of(node), weights);
    }
    AtomicFile.write(file, channel -> Hdf5Output.write(root, channel));
  }

  /** A list of names, split where it would be too long, as Keras splits it. */
  private static void names(WritableGroup group, String attribute, List<String> names) {
    int longest =
        names.stream().mapToInt(n -> n.getBytes(StandardCharsets.UTF_8).length + 1).max().orElse(1);
    int most = Math.max(1, MOST_BYTES / longest);
    if (names.size() <= most) {
      group.putAttribute(attribute, names.toArray(String[]::new));
      return;
    }
    for (int i = 0; i * most < names.size(); i++) {
      List<String> part = names.subList(i * most, Math.min(names.size(), (i + 1) * most));
      group.putAttribute(attribute + i, part.toArray(String[]::new));
    }
  }

  private static void weights(ModelFile model, Node node, String layer, WritableGroup weights) {
    List<NodeParameter> parameters = model.model().spec().parametersOf(node);
    if (parameters.isEmpty()) {
      return;
    }
    WritableGroup group = (WritableGroup) weights.getChild(layer);
    WritableGroup inner = group.putGroup(layer);
    List<String> listed = new ArrayList<>();
    for (NodeParameter parameter : parameters) {
      String role = ROLES.get(parameter.role());
      listed.add(layer + "/" + role);
      inner.putDataset(role, nested(model.model().weights().get(parameter.name())));
    }
    names(group, "weight_names", listed);
  }

  /** As arrays of arrays, and a convolution's kernel with its axes in Keras' order. */
  private static Object nested(HostTensor tensor) {
    return switch (tensor.shape().rank()) {
      case 4 -> rank4(TensorOrder.of(tensor, 1, 2, 3, 0));
      case 2 -> rank2(tensor.toArray(), tensor.shape().extent(0), tensor.shape().extent(1));
      default -> tensor.toArray();
    };
  }

  private static float[][][][] rank4(HostTensor tensor) {
    int rows = tensor.shape().extent(0);
    int columns = tensor.shape().extent(1);
    int channels = tensor.shape().extent(2);
    int filters = tensor.shape().extent(3);
    float[][] flat = rank2(tensor.toArray(), rows * columns * channels, filters);
    float[][][][] nested = new float[rows][columns][channels][];
    for (int i = 0; i < flat.length; i++) {
      nested[i / (columns * channels)][i / channels % columns][i % channels] = flat[i];
    }
    return nested;
  }

  private static float[][] rank2(float[] values, int rows, int columns) {
    float[][] nested = new float[rows][columns];
    for (int i = 0; i < rows; i++) {
      System.arraycopy(values, i * columns, nested[i], 0, columns);
    }
    return nested;
  }
}
