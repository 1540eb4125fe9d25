package graft.net2net;

import graft.model.Add;
import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.GraphBuilder;
import graft.model.GraphBuilder.Source;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Op;
import graft.model.Relu;
import graft.model.TestNetworks;
import graft.tensor.Shape;
import java.util.List;

/** One residual block between a stem and dense logits, with many channels: some pass each ReLU. */
final class SmallResidual {
  static final Op NORM = new BatchNorm(0.02, 0.8);

  private SmallResidual() {}

  static Model normalised(long seed) {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(5, 4, 2));
    Conv2d conv = Conv2d.same(8, 3).withoutBias();
    Source stem = chain(graph, "stem", List.of(conv, NORM, new Relu()), graph.input());
    Source branch = chain(graph, "a", List.of(conv, NORM, new Relu()), stem);
    branch = chain(graph, "b", List.of(Conv2d.same(8, 1).withoutBias(), NORM), branch);
    Source sum = graph.add("sum", new Add(), branch, stem);
    return logits(graph, graph.add("sum-relu", new Relu(), sum), seed);
  }

  /** Without BatchNorm; a ReLU ends the branch, none is behind the sum. */
  static Model plain(long seed) {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(5, 4, 2));
    Source stem = graph.add("stem", Conv2d.same(8, 3), graph.input());
    Source branch = chain(graph, "a", List.of(Conv2d.same(8, 3), new Relu()), stem);
    return logits(graph, graph.add("sum", new Add(), stem, branch), seed);
  }

  /** The first is named as told, the others by their numbers. */
  static Source chain(GraphBuilder graph, String name, List<Op> ops, Source from) {
    Source at = from;
    for (int i = 0; i < ops.size(); i++) {
      at = graph.add(i == 0 ? name : name + i, ops.get(i), at);
    }
    return at;
  }

  private static Model logits(GraphBuilder graph, Source features, long seed) {
    Source flat = graph.add("flatten", new Flatten(), features);
    return TestNetworks.model(graph.build(graph.add("logits", new Dense(3), flat)), seed);
  }
}
