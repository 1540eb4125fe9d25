package graft.exchange.keras;

import graft.files.FileFormatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The layers of a file that has weights alone, in their order. Keras 2 lists the layers' names.
 * Keras 3 numbers those of a class, {@code layers/conv2d_1}, and from 3.6 on keeps the name of each
 * as an attribute; an order of layers of different classes it does not keep.
 */
final class StoredLayers {
  private static final String NAMES = "layer_names";
  private static final Pattern NUMBERED = Pattern.compile("(.*?)(?:_([0-9]{1,9}))?");
  private static final Map<String, StoredLayer.Kind> CLASSES =
      Map.of(
          "conv2d", StoredLayer.Kind.CONVOLUTION,
          "dense", StoredLayer.Kind.DENSE,
          "batch_normalization", StoredLayer.Kind.NORMALISATION);

  private final Hdf5 file;
  private final Refusals refusals;

  private StoredLayers(Hdf5 file, Refusals refusals) {
    this.file = file;
    this.refusals = refusals;
  }

  /**
   * Those of a file.
   *
   * @throws FileFormatException if it is none of Keras', or has weights of other layers
   */
  static List<StoredLayer> of(Hdf5 file, Refusals refusals) throws IOException {
    StoredLayers layers = new StoredLayers(file, refusals);
    for (String root : List.of("", "model_weights")) {
      Optional<List<String>> names = file.strings(root, NAMES);
      if (names.isPresent()) {
        return layers.named(root, names.get());
      }
    }
    for (String root : List.of("layers", NumberedWeights.EARLY)) {
      if (file.hasGroup(root)) {
        return layers.numbered(root);
      }
    }
    throw refusals.of("no layers in an HDF5 file", "weights as Keras writes them");
  }

  private List<StoredLayer> named(String root, List<String> names) throws IOException {
    List<StoredLayer> layers = new ArrayList<>();
    for (String name : names) {
      String group = root + "/" + name;
      Map<String, String> weights = new HashMap<>();
      for (String weight : file.strings(group, "weight_names").orElse(List.of())) {
        String role = weight.substring(weight.lastIndexOf('/') + 1).replaceFirst(":[0-9]+$", "");
        if (weights.put(role, group + "/" + weight) != null) {
          throw refusals.of(
              "layer '%s' with several weights %s".formatted(name, role),
              "one layer: no models within");
        }
      }
      if (!weights.isEmpty() && !isOfInput(weights)) {
        layers.add(new StoredLayer(group, Optional.of(name), kind(group, weights), weights));
      }
    }
    return layers;
  }

  private StoredLayer.Kind kind(String place, Map<String, String> weights) throws IOException {
    if (weights.containsKey("moving_mean") && weights.containsKey("moving_variance")) {
      return StoredLayer.Kind.NORMALISATION;
    }
    int rank =
        weights.containsKey("kernel")
            ? file.extents(weights.get("kernel")).orElse(List.of()).size()
            : 0;
    if (rank == 2 || rank == 4) {
      return rank == 2 ? StoredLayer.Kind.DENSE : StoredLayer.Kind.CONVOLUTION;
    }
    throw other(place, weights);
  }

  private FileFormatException other(String place, Map<String, String> weights) {
    return refusals.of(
        "weights %s in %s".formatted(weights.keySet(), place),
        "those of Conv2D, Dense and BatchNormalization layers");
  }

  /** A Normalization's statistics: the user tells what the network is fed. */
  private static boolean isOfInput(Map<String, String> weights) {
    return weights.containsKey("count") && weights.containsKey("mean");
  }

  private List<StoredLayer> numbered(String root) throws IOException {
    List<StoredLayer> layers = new ArrayList<>();
    List<String> groups = new ArrayList<>(file.names(root));
    groups.sort(Comparator.comparing(StoredLayers::className).thenComparing(StoredLayers::number));
    for (String group : groups) {
      String place = root + "/" + group;
      if (file.hasGroup(place + "/layers") || file.hasGroup(place + "/" + NumberedWeights.EARLY)) {
        throw refusals.of("a model within, " + place, "a model of layers alone");
      }
      List<String> vars = file.names(place + "/vars");
      StoredLayer.Kind kind = CLASSES.get(className(group));
      if (kind != null && !vars.isEmpty()) {
        layers.add(new StoredLayer(place, name(place), kind, weights(place, kind, vars.size())));
      } else if (!vars.isEmpty() && !className(group).equals("normalization")) {
        throw other(place, Map.of(group, place));
      }
    }
    return layers;
  }

  private Optional<String> name(String place) throws IOException {
    Optional<String> own = file.text(place + "/vars", "name");
    return own.isPresent() ? own : file.text(place, "name");
  }

  private Map<String, String> weights(String place, StoredLayer.Kind kind, int count)
      throws FileFormatException {
    List<String> roles = List.of("kernel", "bias");
    if (kind == StoredLayer.Kind.NORMALISATION) {
      roles =
          count == 2
              ? List.of("moving_mean", "moving_variance")
              : List.of("gamma", "beta", "moving_mean", "moving_variance");
    }
    boolean known = kind == StoredLayer.Kind.NORMALISATION ? count == 2 || count == 4 : count <= 2;
    if (!known) {
      throw refusals.of(
          String.format(Locale.ROOT, "%d weights in %s", count, place),
          "as many as tell which is which: 1 or 2, of a BatchNormalization 2 or 4");
    }
    Map<String, String> weights = new HashMap<>();
    for (int i = 0; i < count; i++) {
      weights.put(roles.get(i), place + "/vars/" + i);
    }
    return weights;
  }

  private static String className(String group) {
    Matcher numbered = NUMBERED.matcher(group);
    return numbered.matches() ? numbered.group(1) : group;
  }

  private static int number(String group) {
    Matcher numbered = NUMBERED.matcher(group);
    return numbered.matches() && numbered.group(2) != null
        ? Integer.parseInt(numbered.group(2))
        : 0;
  }
}
