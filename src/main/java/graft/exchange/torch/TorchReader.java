package graft.exchange.torch;

import graft.exchange.Found;
import graft.exchange.Imported;
import graft.exchange.Told;
import graft.files.Dtype;
import graft.files.FileFormatException;
import graft.files.Safetensors;
import graft.files.StoredTensor;
import graft.model.Dense;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.NodeParameter;
import graft.model.Parameter;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the state of a PyTorch module from a safetensors file, as {@code
 * safetensors.torch.save_file(module.state_dict(), ...)} writes it, into a network that the user
 * describes: the file says nothing of one.
 */
public final class TorchReader {
  /** What DataParallel and trainers put in front of all names. */
  private static final List<String> PREFIXES = List.of("", "module.", "model.", "_orig_mod.");

  private final Path file;
  private final NetworkSpec spec;
  private final TorchLayout layout;
  private final Map<String, String> names;
  private final List<String> notes = new ArrayList<>();

  private TorchReader(Path file, NetworkSpec spec, Map<String, String> told) {
    this.file = file;
    this.spec = spec;
    this.layout = new TorchLayout(spec);
    this.names = new LinkedHashMap<>(TorchNames.of(spec));
    for (Map.Entry<String, String> name : told.entrySet()) {
      if (names.replace(name.getKey(), name.getValue()) == null) {
        throw new IllegalArgumentException(
            "found a module's name for node '%s', expected one of %s"
                .formatted(name.getKey(), names.keySet()));
      }
    }
  }

  /**
   * Reads a file.
   *
   * @param spec the network whose weights it has
   * @param modules by node what its module is called, where that is not the node's name
   * @param told what the user says where the file does not
   * @throws FileFormatException if it is no safetensors file, or not one of this network
   * @throws IllegalArgumentException if the modules are not of the network's nodes, PyTorch could
   *     not have the network so, or what the user said does not fit or is not enough
   * @throws IOException if it cannot be read
   */
  public static Imported read(Path file, NetworkSpec spec, Map<String, String> modules, Told told)
      throws IOException {
    return new TorchReader(file, spec, modules).read(told);
  }

  private Imported read(Told told) throws IOException {
    Map<String, String> strings;
    Model model;
    try (Safetensors opened = Safetensors.open(file)) {
      strings = opened.metadata();
      model = Model.of(spec, tensors(opened));
    }
    Map<String, String> description = new LinkedHashMap<>(strings);
    description.remove("format"); // PyTorch's own
    return new Found(
            file, model, Optional.empty(), false, description, Map.of("format", "PyTorch"), notes)
        .with(told);
  }

  private Map<String, HostTensor> tensors(Safetensors opened) throws IOException {
    String prefix = prefix(opened.tensors().keySet());
    Set<String> left = new LinkedHashSet<>(opened.tensors().keySet());
    Map<String, HostTensor> tensors = new HashMap<>();
    for (NodeParameter parameter : spec.parameters()) {
      String name = prefix + names.get(parameter.node()) + "." + TorchLayout.role(parameter);
      if (!left.contains(name) && isOptional(parameter)) {
        tensors.put(parameter.name(), HostTensor.filled(parameter.shape(), 0));
        notes.add(name + " is not there: biases of 0");
        continue;
      }
      requireFit(opened, parameter, name);
      tensors.put(parameter.name(), layout.graft(parameter, opened.tensor(name)));
      left.remove(name);
    }
    List<String> surplus =
        left.stream()
            .filter(name -> opened.tensors().get(name).dtype().filter(Dtype::isFloat).isPresent())
            .toList();
    if (!surplus.isEmpty()) {
      throw FileFormatException.of(
          file, "tensors " + surplus + " that no node takes", "only those of the network");
    }
    return tensors;
  }

  /** Linear(bias=False) has none. */
  private boolean isOptional(NodeParameter parameter) {
    return spec.node(parameter.node()).op() instanceof Dense
        && parameter.role().equals(Parameter.BIAS);
  }

  private String prefix(Set<String> found) {
    String first = names.values().iterator().next();
    return PREFIXES.stream()
        .filter(prefix -> found.contains(prefix + first + ".weight"))
        .findFirst()
        .orElse("");
  }

  private void requireFit(Safetensors opened, NodeParameter parameter, String name)
      throws FileFormatException {
    StoredTensor stored = opened.tensors().get(name);
    if (stored == null) {
      throw FileFormatException.of(
          file,
          "no tensor '%s' for node %s; there are %s"
              .formatted(name, parameter.node(), opened.tensors().keySet()),
          "one, or told names of the modules");
    }
    Shape expected = layout.shape(parameter);
    if (!stored.shape().equals(StoredTensor.extents(expected))) {
      throw FileFormatException.of(
          file,
          "tensor '%s' of shape %s".formatted(name, stored.shape()),
          "%s, which node %s has in PyTorch".formatted(expected, parameter.node()));
    }
  }
}
