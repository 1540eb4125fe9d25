package graft.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.device.Device;
import graft.model.NetworkSpec;
import graft.predict.Summary;

/**
 * What a network costs, known before it trains.
 *
 * @param parameters trained numbers
 * @param flops of one sample forward, multiply-adds counted as two
 * @param trainingBytes of device memory that training takes, without data and optimizer, at {@link
 *     #BATCH} samples a step
 */
public record Cost(long parameters, long flops, long trainingBytes) {
  /** Samples a step, for the memory. */
  public static final int BATCH = 32;

  /** Of a network on a device; allocates nothing. */
  public static Cost of(NetworkSpec spec, Device device) {
    Summary summary = Summary.of(spec, device, BATCH);
    return new Cost(
        summary.trained(),
        summary.forwardFlops(),
        summary.memory().orElseThrow().training().total());
  }

  ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("parameters", parameters)
        .put("forwardFlops", flops)
        .put("trainingBytes", trainingBytes);
  }
}
