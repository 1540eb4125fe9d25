package graft.exchange.keras;

import graft.files.FileFormatException;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Weights as {@code .h5} files keep them: a group for each layer of the whole model, whose
 * attribute {@code weight_names} lists its datasets. Those of a model within lie in one list, the
 * frozen ones last, so it is their names that count: {@code conv1/kernel:0}, without {@code :0}
 * from Keras 3.
 */
final class NamedWeights implements LayerWeights {
  private static final String NAMES = "weight_names";

  private final Hdf5 file;
  private final String root;
  private final Refusals refusals;

  /**
   * Those of a file.
   *
   * @param root the group that holds the layers' groups
   */
  NamedWeights(Hdf5 file, String root, Refusals refusals) {
    this.file = file;
    this.root = root;
    this.refusals = refusals;
  }

  @Override
  public HostTensor get(Layer layer, String role, int index, Shape shape) throws IOException {
    List<String> own = own(layer);
    List<String> fitting = own.stream().filter(name -> role(name).equals(role)).toList();
    if (fitting.isEmpty()) {
      // Variables that are made again get a number: kernel_1.
      fitting =
          own.stream().filter(n -> role(n).replaceFirst("_[0-9]+$", "").equals(role)).toList();
    }
    if (fitting.size() != 1) {
      throw refusals.of(
          layer,
          String.format(Locale.ROOT, "%d weights called %s among %s", fitting.size(), role, own),
          "one of shape " + shape);
    }
    return file.tensor(group(layer) + "/" + fitting.get(0), shape);
  }

  @Override
  public void requireCount(Layer layer, int count) throws IOException {
    List<String> own = own(layer);
    if (own.size() != count) {
      throw refusals.of(layer, "weights " + own, count + " of them");
    }
  }

  private List<String> own(Layer layer) throws FileFormatException, IOException {
    List<String> names =
        file.strings(group(layer), NAMES)
            .orElseThrow(() -> refusals.of(layer, "no weights in the file", "a group with them"));
    return layer.isNested()
        ? names.stream().filter(name -> isOf(name, layer.name())).toList()
        : names;
  }

  private String group(Layer layer) {
    return root + "/" + layer.top();
  }

  private static boolean isOf(String name, String layer) {
    String place = name.substring(0, Math.max(0, name.lastIndexOf('/')));
    return place.equals(layer) || place.endsWith("/" + layer);
  }

  private static String role(String name) {
    return name.substring(name.lastIndexOf('/') + 1).replaceFirst(":[0-9]+$", "");
  }
}
