package graft.job;

import graft.device.Device;
import graft.model.BatchNorm;
import graft.model.Model;
import graft.model.NodeParameter;
import graft.model.Preprocessing;
import graft.model.Statistics;
import graft.predict.BatchStatistics;
import graft.tensor.HostTensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Measures what normalisations see on samples, and writes it into models' running statistics.
 *
 * @param device that computes it
 * @param preprocessing how the samples become the network's input; of channels that a network has
 *     and they have not, random bytes / 255
 * @param samples what is looked at
 * @param batch images at once, as in training
 */
public record Measurement(Device device, Preprocessing preprocessing, Samples samples, int batch) {
  /**
   * Takes them as they are.
   *
   * @throws IllegalArgumentException if the batch has no image
   */
  public Measurement {
    if (batch < 1) {
      throw new IllegalArgumentException("found a batch of " + batch + ", expected 1 or more");
    }
  }

  /**
   * Of a node's value.
   *
   * @throws IllegalArgumentException if there is no such node, or there are fewer samples than two
   */
  public Statistics of(Model model, String node) {
    int channels = model.spec().input().last();
    return BatchStatistics.of(
        device,
        model,
        node,
        preprocessing.withChannels(channels),
        samples.withChannels(channels).images(),
        together());
  }

  /** Images at once, where there are so many. */
  private int together() {
    return Math.min(batch, samples.count());
  }

  /** How many samples are looked at: those of whole batches. */
  public int measured() {
    return samples.count() / together() * together();
  }

  /**
   * A model with measured running statistics in all of its normalisations.
   *
   * @throws IllegalArgumentException if there are fewer samples than two
   */
  public Model calibrated(Model model) {
    Map<String, List<Integer>> all = new HashMap<>();
    for (NodeParameter parameter : model.spec().parameters()) {
      if (parameter.role().equals(BatchNorm.MEAN)) {
        all.put(
            parameter.node(), IntStream.range(0, parameter.shape().elements()).boxed().toList());
      }
    }
    return calibrated(model, all);
  }

  /**
   * A model with measured running statistics in some channels.
   *
   * @param channels which, by the BatchNorm's name
   * @throws IllegalArgumentException if there are fewer samples than two, or a node is no BatchNorm
   */
  public Model calibrated(Model model, Map<String, List<Integer>> channels) {
    int inputs = model.spec().input().last();
    Map<String, Statistics> found =
        BatchStatistics.of(
            device,
            model,
            preprocessing.withChannels(inputs),
            samples.withChannels(inputs).images(),
            together());
    Map<String, HostTensor> tensors = new HashMap<>(model.weights().tensors());
    channels.forEach(
        (node, some) -> {
          Statistics moments = found.get(node);
          if (moments == null) {
            throw new IllegalArgumentException(
                node + ": expected a BatchNorm, found " + found.keySet() + " alone");
          }
          replace(tensors, NodeParameter.name(node, BatchNorm.MEAN), moments.mean(), some);
          replace(tensors, NodeParameter.name(node, BatchNorm.VARIANCE), moments.variance(), some);
        });
    return Model.of(model.spec(), tensors);
  }

  private static void replace(
      Map<String, HostTensor> tensors, String name, double[] values, List<Integer> channels) {
    HostTensor old = tensors.get(name);
    float[] changed = old.toArray();
    channels.forEach(channel -> changed[channel] = (float) values[channel]);
    tensors.put(name, HostTensor.of(old.shape(), changed));
  }
}
