package graft.exchange.keras;

import graft.exchange.TensorOrder;
import graft.files.FileFormatException;
import graft.model.BatchNorm;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.NodeParameter;
import graft.model.Parameter;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The weights of a described network from a file that has weights alone: by the layers' names where
 * the file tells them and they are the nodes', else the first convolution's for the first
 * convolution and so on, kind by kind.
 *
 * @param tensors by parameter name
 * @param note how they were matched
 */
record WeightsMatch(Map<String, HostTensor> tensors, String note) {
  private static final Map<String, String> ROLES =
      Map.of(
          Parameter.KERNEL, "kernel",
          Parameter.BIAS, "bias",
          BatchNorm.GAMMA, "gamma",
          BatchNorm.BETA, "beta",
          BatchNorm.MEAN, "moving_mean",
          BatchNorm.VARIANCE, "moving_variance");

  /**
   * Matches them.
   *
   * @throws FileFormatException if they are not of this network
   */
  static WeightsMatch of(Hdf5 file, NetworkSpec spec, Refusals refusals) throws IOException {
    List<Node> nodes =
        spec.nodes().stream().filter(node -> !spec.parametersOf(node).isEmpty()).toList();
    List<StoredLayer> layers = StoredLayers.of(file, refusals);
    boolean named =
        names(layers).equals(nodes.stream().map(Node::name).collect(Collectors.toSet()));
    Map<String, StoredLayer> matched =
        named ? byName(layers, nodes, refusals) : byOrder(layers, nodes, refusals);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (Node node : nodes) {
      StoredLayer layer = matched.get(node.name());
      for (NodeParameter parameter : spec.parametersOf(node)) {
        tensors.put(parameter.name(), tensor(file, layer, parameter, refusals));
      }
      requireAllTaken(layer, spec.parametersOf(node), refusals);
    }
    return new WeightsMatch(
        tensors, named ? "weights are matched by the layers' names" : note(nodes, matched));
  }

  private static Set<String> names(List<StoredLayer> layers) {
    return layers.stream()
        .map(StoredLayer::name)
        .flatMap(Optional::stream)
        .collect(Collectors.toSet());
  }

  private static Map<String, StoredLayer> byName(
      List<StoredLayer> layers, List<Node> nodes, Refusals refusals) throws FileFormatException {
    Map<String, StoredLayer> byName = new HashMap<>();
    for (StoredLayer layer : layers) {
      byName.put(layer.name().orElse(""), layer);
    }
    for (Node node : nodes) {
      StoredLayer layer = byName.get(node.name());
      if (layer.kind() != StoredLayer.Kind.of(node.op())) {
        throw refusals.of(
            "weights of a %s for node %s".formatted(layer.kind().className(), node.name()),
            "those of a " + StoredLayer.Kind.of(node.op()).className());
      }
    }
    return byName;
  }

  private static Map<String, StoredLayer> byOrder(
      List<StoredLayer> layers, List<Node> nodes, Refusals refusals) throws FileFormatException {
    Map<String, StoredLayer> matched = new HashMap<>();
    for (StoredLayer.Kind kind : StoredLayer.Kind.values()) {
      List<StoredLayer> stored = layers.stream().filter(layer -> layer.kind() == kind).toList();
      List<Node> wanted =
          nodes.stream().filter(node -> StoredLayer.Kind.of(node.op()) == kind).toList();
      if (stored.size() != wanted.size()) {
        throw refusals.of(
            String.format(Locale.ROOT, "weights of %d %s layers", stored.size(), kind.className()),
            String.format(
                Locale.ROOT,
                "%d, for the nodes %s",
                wanted.size(),
                wanted.stream().map(Node::name).toList()));
      }
      for (int i = 0; i < stored.size(); i++) {
        matched.put(wanted.get(i).name(), stored.get(i));
      }
    }
    return matched;
  }

  private static String note(List<Node> nodes, Map<String, StoredLayer> matched) {
    List<String> pairs = new ArrayList<>();
    for (Node node : nodes) {
      pairs.add(node.name() + " from " + matched.get(node.name()).place());
    }
    return "weights are matched by order and shape, as the file does not tell these nodes' names: "
        + String.join(", ", pairs);
  }

  private static HostTensor tensor(
      Hdf5 file, StoredLayer layer, NodeParameter parameter, Refusals refusals) throws IOException {
    String path = layer.weights().get(ROLES.get(parameter.role()));
    Shape here = parameter.shape();
    if (path == null) {
      boolean dense = layer.kind() == StoredLayer.Kind.DENSE;
      boolean optional =
          parameter.role().equals(BatchNorm.GAMMA)
              || parameter.role().equals(BatchNorm.BETA)
              || (dense && parameter.role().equals(Parameter.BIAS));
      if (!optional) {
        throw refusals.of(
            "no %s in %s".formatted(parameter.role(), layer.place()),
            "one for node %s; a convolution without is 'bias: false'".formatted(parameter.node()));
      }
      return HostTensor.filled(here, parameter.role().equals(BatchNorm.GAMMA) ? 1 : 0);
    }
    if (here.rank() == 4) {
      Shape there = Shape.of(here.extent(1), here.extent(2), here.extent(3), here.extent(0));
      return TensorOrder.of(file.tensor(path, there), 3, 0, 1, 2);
    }
    return file.tensor(path, here);
  }

  private static void requireAllTaken(
      StoredLayer layer, List<NodeParameter> parameters, Refusals refusals)
      throws FileFormatException {
    Set<String> taken =
        parameters.stream().map(p -> ROLES.get(p.role())).collect(Collectors.toSet());
    if (!taken.containsAll(layer.weights().keySet())) {
      throw refusals.of(
          "weights %s in %s".formatted(layer.weights().keySet(), layer.place()),
          "%s, which node %s has".formatted(taken, parameters.get(0).node()));
    }
  }
}
