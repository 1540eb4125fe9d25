package graft.exchange;

import graft.files.ModelFile;
import graft.model.BatchNorm;
import graft.model.ChannelFlow;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.NodeParameter;
import graft.model.Preprocessing;
import graft.net2net.ChannelGroup;
import graft.net2net.ChannelGroups;
import graft.net2net.Deepen;
import graft.net2net.SymmetryBreaking;
import graft.net2net.Widen;
import graft.random.Philox;
import graft.tensor.HostTensor;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Models of which nothing may be lost on the way. */
public final class TestModels {
  private TestModels() {}

  /** With weights, statistics and a preprocessing that are all different. */
  public static ModelFile file(NetworkSpec spec, long seed) {
    Philox random = new Philox(seed, 1);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    Model untrained = Model.untrained(spec, seed);
    for (NodeParameter parameter : spec.parameters()) {
      float[] values = untrained.weights().get(parameter.name()).toArray();
      boolean positive = parameter.role().equals(BatchNorm.VARIANCE);
      for (int i = 0; i < values.length; i++) {
        values[i] += (positive ? random.nextInt(64) : random.nextInt(64) - 32) / 64f;
      }
      tensors.put(parameter.name(), HostTensor.of(parameter.shape(), values));
    }
    int channels = spec.input().last();
    return ModelFile.of(
        Model.of(spec, tensors),
        new Preprocessing(
            IntStream.range(0, channels).mapToObj(c -> 0.2 + 0.1 * c).toList(),
            IntStream.range(0, channels).mapToObj(c -> 0.3 - 0.02 * c).toList()),
        IntStream.range(0, spec.outputShape().elements()).mapToObj(c -> "class " + c).toList());
  }

  /** A model that computes the same: all channels that can be more become half as many again. */
  public static Model wider(Model model) {
    Philox random = new Philox(11, 0);
    Model grown = model;
    Set<String> done = new HashSet<>();
    for (Node node : model.spec().nodes()) {
      if (model.spec().flowOf(node) instanceof ChannelFlow.Makes && !done.contains(node.name())) {
        ChannelGroup group = new ChannelGroups(grown.spec()).of(node.name());
        done.addAll(group.makers());
        if (!group.input() && !group.output()) {
          int width = grown.spec().shapeOf(node.name()).last() * 3 / 2;
          grown =
              Widen.net2wider(grown, node.name(), width, SymmetryBreaking.RANDOM_SHARES, random)
                  .model();
        }
      }
    }
    return grown;
  }

  /** A wider model that computes the same, with a layer more behind the first that takes one. */
  public static Model grown(Model model) {
    Model grown = wider(model);
    String refused = "";
    for (Node node : grown.spec().nodes()) {
      try {
        return Deepen.net2deeper(grown, node.name()).model();
      } catch (IllegalArgumentException e) {
        refused = e.getMessage(); // as a dense layer without a ReLU behind it
      }
    }
    throw new AssertionError("no layer can be put behind any: " + refused);
  }
}
