package graft.job;

import graft.data.DataSplits;
import graft.data.ImageDataset;
import graft.data.Provenance;
import graft.data.SyntheticColours;
import graft.files.Lineage;
import graft.model.Add;
import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.GlobalAveragePool;
import graft.model.GraphBuilder;
import graft.model.GraphBuilder.Source;
import graft.model.NetworkSpec;
import graft.model.Op;
import graft.model.Padding;
import graft.model.Preprocessing;
import graft.model.Relu;
import graft.tensor.Shape;
import graft.train.TrainingOptions;
import graft.train.TrainingState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A residual network of two blocks, normalised, for images of {@link SyntheticColours}: {@code
 * stem}, a block {@code a}, {@code a2} whose shortcut is the identity, and a block {@code b},
 * {@code b2} of half the size, whose shortcut is the convolution {@code c}. Three nodes read {@code
 * a-sum-relu}, one of them past both convolutions of the second block.
 */
final class SmallResNet {
  static final Preprocessing PREPROCESSING =
      new Preprocessing(List.of(0.4, 0.45, 0.5), List.of(0.25, 0.3, 0.2));

  private static final int CLASSES = 10;

  private SmallResNet() {}

  static NetworkSpec spec() {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(16, 16, 3));
    Source stem = relu(graph, "stem", normed(graph, "stem", conv(6, 3, 2), graph.input()));
    Source a = relu(graph, "a", normed(graph, "a", conv(6, 3, 1), stem));
    a = normed(graph, "a2", conv(6, 3, 1), a);
    a = relu(graph, "a-sum", graph.add("a-sum", new Add(), a, stem));
    Source b = relu(graph, "b", normed(graph, "b", conv(7, 3, 2), a));
    b = normed(graph, "b2", conv(8, 3, 1), b);
    Source c = normed(graph, "c", conv(8, 1, 2), a);
    Source d = normed(graph, "d", conv(8, 3, 2), a);
    b = relu(graph, "b-sum", graph.add("b-sum", new Add(), b, c, d));
    Source mean = graph.add("mean", new GlobalAveragePool(), b);
    return graph.build(graph.add("logits", new Dense(CLASSES), mean));
  }

  private static Op conv(int filters, int window, int stride) {
    return new Conv2d(filters, window, window, stride, Padding.SAME).withoutBias();
  }

  private static Source normed(GraphBuilder graph, String name, Op op, Source from) {
    return graph.add(name + "-norm", new BatchNorm(), graph.add(name, op, from));
  }

  private static Source relu(GraphBuilder graph, String name, Source from) {
    return graph.add(name + "-relu", new Relu(), from);
  }

  /** So many training images, and as many to validate on, in classes with names. */
  static DataSplits data(int images) {
    return new DataSplits(
        named(SyntheticColours.draw("colours", images, 1)),
        named(SyntheticColours.draw("held-out colours", images, 2)),
        new Provenance("colours", "drawn", Map.of(), Optional.empty()));
  }

  private static ImageDataset named(ImageDataset drawn) {
    List<String> names =
        List.of("ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen", "ibis", "jay");
    return new ImageDataset(drawn.name(), drawn.images(), drawn.labels(), drawn.sample(), names);
  }

  static TrainingJob job(TrainingState from, TrainingOptions options, DataSplits data) {
    return new TrainingJob(from, PREPROCESSING, options, data, Lineage.madeAt(Instant.EPOCH));
  }
}
