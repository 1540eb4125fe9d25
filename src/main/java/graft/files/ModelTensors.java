package graft.files;

import graft.model.NetworkSpec;
import graft.model.NodeParameter;
import graft.model.Weights;
import graft.tensor.HostTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network's weights in a safetensors file, named as {@link NodeParameter#name} does. Tensors of
 * other kinds than floats that no parameter takes, such as PyTorch's counters of batches, may be
 * there, too.
 */
final class ModelTensors {
  private ModelTensors() {}

  /**
   * Reads them, once all are known to fit.
   *
   * @throws FileFormatException if one is missing, has another shape or is of no F32, F16 or BF16,
   *     or there are floats that belong to no parameter
   * @throws IOException if they cannot be read
   */
  static Weights read(Safetensors file, NetworkSpec spec) throws IOException {
    requireFit(file, spec);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (NodeParameter parameter : spec.parameters()) {
      tensors.put(parameter.name(), file.tensor(parameter.name()));
    }
    return new Weights(spec, tensors);
  }

  private static void requireFit(Safetensors file, NetworkSpec spec) throws FileFormatException {
    Map<String, StoredTensor> left = new LinkedHashMap<>(file.tensors());
    List<String> missing = new ArrayList<>();
    for (NodeParameter parameter : spec.parameters()) {
      StoredTensor stored = left.remove(parameter.name());
      if (stored == null) {
        missing.add(parameter.name());
      } else {
        requireFit(file, stored, parameter);
      }
    }
    List<String> surplus =
        left.values().stream()
            .filter(stored -> stored.dtype().filter(Dtype::isFloat).isPresent())
            .map(StoredTensor::name)
            .toList();
    if (!missing.isEmpty()) {
      String others = surplus.isEmpty() ? "" : ", but " + surplus + ", which it does not take";
      throw FileFormatException.of(
          file.file(), "no tensors " + missing + others, "one for each parameter of the network");
    }
    if (!surplus.isEmpty()) {
      throw FileFormatException.of(
          file.file(),
          "tensors " + surplus + " that no parameter of the network takes",
          "only what it takes");
    }
  }

  private static void requireFit(Safetensors file, StoredTensor stored, NodeParameter parameter)
      throws FileFormatException {
    if (!stored.shape().equals(StoredTensor.extents(parameter.shape()))) {
      throw FileFormatException.of(
          file.file(),
          "tensor '%s' of shape %s".formatted(stored.name(), stored.shape()),
          "%s (%s), which the network takes there"
              .formatted(parameter.shape(), Layout.of(parameter.parameter())));
    }
    file.requireFloats(stored);
  }
}
