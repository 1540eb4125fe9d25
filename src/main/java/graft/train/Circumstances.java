package graft.train;

import graft.device.Device;
import graft.nn.Mode;
import graft.nn.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** On what a run is trained, as texts by name: what decides about its last bits. */
final class Circumstances {
  private Circumstances() {}

  /**
   * Of a run.
   *
   * @param network planned, so that the algorithms are chosen that compute it
   */
  static Map<String, String> of(Device device, TrainingPlan plan, Network network) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("device", device.description()); // with its instruction set and threads
    device.versions().forEach((library, version) -> texts.put("version of " + library, version));
    texts.put("math mode", device.math().toString());
    texts.put("kind of algorithms", device.algorithms().deterministic() ? "deterministic" : "any");
    texts.put("choice of algorithms", String.join("; ", stages(plan, network)));
    texts.put(RunDescription.GRAPH, plan.options().graph() ? "one CUDA graph" : "call by call");
    String version = Circumstances.class.getPackage().getImplementationVersion();
    texts.put("version of Graft", version == null ? "development" : version);
    return texts;
  }

  private static List<String> stages(TrainingPlan plan, Network network) {
    List<String> stages = new ArrayList<>();
    for (int batch : plan.batches().sizes()) {
      stages.addAll(network.pass(Mode.TRAINING, batch).description());
    }
    return stages;
  }
}
