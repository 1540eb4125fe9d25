package graft.predict;

import graft.device.Device;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.nn.Mode;
import graft.nn.Network;
import graft.nn.Pass;
import graft.nn.Passes;
import java.util.Optional;

/**
 * A model on the device, planned for its full batch and for the short ones that were asked for. A
 * short batch is computed as one of its size: padded to a full one it could get other algorithms,
 * and other bits, than in an evaluation.
 */
final class PlannedModel implements AutoCloseable {
  /** Plans are small; but each new size plans all anew. */
  private static final int MOST_SHORT_SIZES = 8;

  private final Device device;
  private final Model model;
  private final int batch;
  private Optional<Network> network = Optional.empty();

  /** Plans the full batch and allocates. */
  PlannedModel(Device device, Model model, int batch) {
    this.device = device;
    this.model = model;
    this.batch = batch;
    plan(Passes.inference(batch));
  }

  /** The device memory that it takes with the full batch. */
  static long bytes(Device device, NetworkSpec spec, int batch) {
    return Network.memory(device, spec, Passes.inference(batch)).total();
  }

  private void plan(Passes passes) {
    close();
    Network planned = new Network(device, model.spec(), passes);
    try {
      planned.load(model.weights());
    } catch (RuntimeException e) {
      planned.close();
      throw e;
    }
    network = Optional.of(planned);
  }

  /**
   * The pass of so many images.
   *
   * @param rows at most the batch
   */
  Pass pass(int rows) {
    if (network.isEmpty() || !network.get().passes().inference().contains(rows)) {
      plan(
          network
              .map(Network::passes)
              .filter(passes -> passes.inference().size() <= MOST_SHORT_SIZES)
              .orElse(Passes.inference(batch))
              .andInference(rows));
    }
    return network.orElseThrow().pass(Mode.INFERENCE, rows);
  }

  /** Frees it; a later pass plans anew. */
  @Override
  public void close() {
    network.ifPresent(Network::close);
    network = Optional.empty();
  }
}
