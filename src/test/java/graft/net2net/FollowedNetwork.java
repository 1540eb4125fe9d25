package graft.net2net;

import graft.model.Add;
import graft.model.BatchNorm;
import graft.model.Concat;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Dropout;
import graft.model.Flatten;
import graft.model.GlobalAveragePool;
import graft.model.GraphBuilder;
import graft.model.GraphBuilder.Source;
import graft.model.NetworkSpec;
import graft.model.Padding;
import graft.model.Relu;
import graft.tensor.Shape;

/**
 * The network of {@link FollowingTest}: two residual blocks, the second with a projection; relu1
 * has four readers.
 */
final class FollowedNetwork {
  private FollowedNetwork() {}

  /** What the network has besides. */
  enum Besides {
    NOTHING,
    /** On one of the ways from relu1. */
    DROPOUT,
    /** Of the convolutions that are normalised, where they do nothing in training. */
    BIASES
  }

  static NetworkSpec of(Besides besides) {
    boolean biases = besides == Besides.BIASES;
    GraphBuilder graph = NetworkSpec.graph(Shape.of(3, 3, 2));
    Source stem = graph.add("stem", conv(4, 3, biases), graph.input());
    Source relu0 = graph.add("relu0", new Relu(), graph.add("norm0", norm(), stem));
    Source a = graph.add("a", conv(3, 3, biases), relu0);
    Source reluA = graph.add("relu-a", new Relu(), graph.add("norm-a", norm(), a));
    Source b = graph.add("norm-b", norm(), graph.add("b", conv(4, 3, biases), reluA));
    Source relu1 = graph.add("relu1", new Relu(), graph.add("sum1", new Add(), b, relu0));
    Source read =
        besides == Besides.DROPOUT ? graph.add("dropout", new Dropout(0.25), relu1) : relu1;
    Source c = graph.add("norm-c", norm(), graph.add("c", conv(3, 3, biases), read));
    Source reluC = graph.add("relu-c", new Relu(), c);
    Source d = graph.add("norm-d", norm(), graph.add("d", conv(5, 1, biases), reluC));
    Source shortcut = graph.add("norm-p", norm(), graph.add("p", conv(5, 1, biases), relu1));
    Source relu2 = graph.add("relu2", new Relu(), graph.add("sum2", new Add(), d, shortcut));
    Source side = graph.add("side", Conv2d.same(2, 1), relu1);
    Source heads =
        graph.add(
            "heads",
            new Concat(),
            graph.add("mean", new GlobalAveragePool(), relu2),
            graph.add("flat", new Flatten(), side),
            graph.add("mean1", new GlobalAveragePool(), relu1));
    return graph.build(graph.add("logits", new Dense(3), heads));
  }

  private static Conv2d conv(int filters, int window, boolean bias) {
    return new Conv2d(filters, window, window, 1, Padding.SAME, bias);
  }

  private static BatchNorm norm() {
    return new BatchNorm(1e-3, 0.9);
  }
}
