package graft.exchange.keras;

import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Weights as {@code model.weights.h5} of a {@code .keras} file keeps them: each layer's in {@code
 * vars} under its class and number among those of its class, {@code layers/conv2d_1/vars/0}.
 * TensorFlow 2.12 wrote {@code _layer_checkpoint_dependencies} for {@code layers}.
 */
final class NumberedWeights implements LayerWeights {
  static final String EARLY = "_layer_checkpoint_dependencies";

  private final Hdf5 file;
  private final Refusals refusals;
  private final boolean early;

  NumberedWeights(Hdf5 file, Refusals refusals) throws IOException {
    this.file = file;
    this.refusals = refusals;
    this.early = file.hasGroup(EARLY) && !file.hasGroup("layers");
  }

  @Override
  public HostTensor get(Layer layer, String role, int index, Shape shape) throws IOException {
    String named = vars(layer) + "/" + role;
    String numbered = vars(layer) + "/" + index;
    if (file.extents(numbered).isEmpty() && file.extents(named).isEmpty()) {
      throw refusals.of(
          layer,
          "no dataset %s in the file's weights".formatted(numbered),
          "one of shape " + shape);
    }
    return file.tensor(file.extents(named).isPresent() ? named : numbered, shape);
  }

  @Override
  public void requireCount(Layer layer, int count) throws IOException {
    List<String> names = file.names(vars(layer));
    if (names.size() != count) {
      throw refusals.of(
          layer,
          String.format(Locale.ROOT, "%d weights in %s", names.size(), vars(layer)),
          count + " of them");
    }
  }

  private String vars(Layer layer) {
    String store = early ? layer.store().replace("layers/", EARLY + "/") : layer.store();
    return store + "/vars";
  }
}
