package graft.predict;

import graft.device.Device;
import graft.model.BatchNorm;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.NodeParameter;
import graft.model.Preprocessing;
import graft.model.Statistics;
import graft.model.Weights;
import graft.tensor.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The statistics that normalisations see in training, measured over images: of each batch, in
 * forward passes of training, the mean of each channel and its variance (divided by n - 1),
 * averaged over the batches. That is what running statistics tend to if nothing is learned, and
 * what PyTorch's {@code torch.optim.swa_utils.update_bn} computes. The model stays as it is.
 */
public final class BatchStatistics {
  private static final String MEASURED = "measured";

  private BatchStatistics() {}

  /**
   * Of each normalisation's input.
   *
   * @param images {@code [N, H, W, C]} unsigned bytes; what is left over of whole batches is not
   *     looked at
   * @param batch images at once, as in training: 2 or more, at most N
   * @return by the BatchNorm's name, in the network's order
   * @throws IllegalArgumentException if the batch is less than 2, there are fewer images, or a
   *     statistic is NaN or infinite
   * @throws graft.train.DeviceMemoryException if the device has too little memory
   */
  public static Map<String, Statistics> of(
      Device device, Model model, Preprocessing preprocessing, byte[] images, int batch) {
    int sample = model.spec().input().elements();
    int batches = images.length / sample / Math.max(1, batch);
    if (batch < 2 || batches < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "found a batch of %d and %d images, expected a batch of 2 or more and as many images",
              batch,
              images.length / sample));
    }
    Model measuring = withStatisticsOfTheLastBatch(model);
    List<String> norms =
        measuring.spec().nodes().stream()
            .filter(node -> node.op() instanceof BatchNorm)
            .map(Node::name)
            .toList();
    Map<String, Statistics> sums = new LinkedHashMap<>();
    return device.exclusively(
        () -> {
          try (TrainingForward forward =
              TrainingForward.of(device, measuring, preprocessing, batch, true)) {
            int bytes = batch * sample;
            for (int i = 0; i < batches; i++) {
              forward.output(Arrays.copyOfRange(images, i * bytes, (i + 1) * bytes));
              Weights weights = forward.weights();
              for (String norm : norms) {
                sums.merge(norm, part(norm, weights, batches), BatchStatistics::sum);
              }
            }
          }
          return sums;
        });
  }

  /**
   * Of a value.
   *
   * @param node the node that gives it
   * @throws IllegalArgumentException as above, or if there is no such node
   * @throws graft.train.DeviceMemoryException if the device has too little memory
   */
  public static Statistics of(
      Device device,
      Model model,
      String node,
      Preprocessing preprocessing,
      byte[] images,
      int batch) {
    List<Node> nodes = upTo(model.spec(), model.spec().node(node));
    String measured = MEASURED;
    Set<String> names = new HashSet<>(nodes.stream().map(Node::name).toList());
    while (names.contains(measured)) {
      measured += "-";
    }
    nodes.add(new Node(measured, new BatchNorm(), List.of(node)));
    NetworkSpec spec = new NetworkSpec(model.spec().input(), nodes);
    Map<String, HostTensor> tensors = new HashMap<>();
    for (NodeParameter parameter : spec.parameters()) {
      tensors.put(
          parameter.name(),
          parameter.node().equals(measured)
              ? HostTensor.filled(parameter.shape(), 1)
              : model.weights().get(parameter.name()));
    }
    return of(device, Model.of(spec, tensors), preprocessing, images, batch).get(measured);
  }

  /** The node and all that it needs, in order. */
  private static List<Node> upTo(NetworkSpec spec, Node last) {
    Set<String> needed = new HashSet<>(List.of(last.name()));
    List<Node> nodes = new ArrayList<>();
    List<Node> backwards = new ArrayList<>(spec.nodes());
    Collections.reverse(backwards);
    for (Node node : backwards) {
      if (needed.contains(node.name())) {
        needed.addAll(node.inputs());
        nodes.add(0, node);
      }
    }
    return nodes;
  }

  private static Model withStatisticsOfTheLastBatch(Model model) {
    List<Node> nodes =
        model.spec().nodes().stream()
            .map(
                node ->
                    node.op() instanceof BatchNorm norm
                        ? node.withOp(new BatchNorm(norm.epsilon(), 0))
                        : node)
            .toList();
    return new Model(new NetworkSpec(model.spec().input(), nodes), model.weights());
  }

  private static Statistics part(String norm, Weights weights, int of) {
    try {
      return new Statistics(
          parts(weights.get(norm, BatchNorm.MEAN), of),
          parts(weights.get(norm, BatchNorm.VARIANCE), of));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "what node %s normalises cannot be measured: %s".formatted(norm, e.getMessage()), e);
    }
  }

  private static double[] parts(HostTensor tensor, int of) {
    double[] parts = new double[tensor.shape().elements()];
    Arrays.setAll(parts, i -> (double) tensor.get(i) / of);
    return parts;
  }

  private static Statistics sum(Statistics some, Statistics others) {
    return new Statistics(sum(some.mean(), others.mean()), sum(some.variance(), others.variance()));
  }

  private static double[] sum(double[] some, double[] others) {
    double[] sums = new double[some.length];
    Arrays.setAll(sums, i -> some[i] + others[i]);
    return sums;
  }
}
