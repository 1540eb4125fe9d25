package graft.exchange.keras;

import graft.exchange.TestModels;
import graft.files.ModelFile;
import graft.model.AveragePool2d;
import graft.model.BatchNorm;
import graft.model.Concat;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Dropout;
import graft.model.Flatten;
import graft.model.GlobalAveragePool;
import graft.model.GraphBuilder;
import graft.model.MaxPool2d;
import graft.model.NetworkSpec;
import graft.model.Padding;
import graft.model.Relu;
import graft.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Models that Graft writes for Keras, and others judge. Rows, columns and channels all differ. */
final class KerasCases {
  private KerasCases() {}

  /** By the name of the file that is kept of each. */
  static Map<String, ModelFile> all() {
    Map<String, ModelFile> cases = new LinkedHashMap<>();
    cases.put("graft-chain", TestModels.file(chain(), 1));
    cases.put("graft-branches", TestModels.file(branches(), 2));
    cases.put("graft-features", TestModels.file(features(), 3));
    return cases;
  }

  /** Files that Keras wrote, or by_hand.py as Keras would. */
  static List<String> ofOthers() {
    return List.of(
        "by-keras-functional-bytes.keras",
        "by-keras-functional-bytes.h5",
        "by-keras-sequential-softmax.keras",
        "by-keras-sequential-softmax.h5",
        "keras2-sequential-bytes-softmax.h5",
        "keras2-functional.h5",
        "keras2-nested.h5",
        "keras2-plane-softmax.h5",
        "keras3-legacy.h5",
        "keras3-functional-bytes.keras",
        "keras3-nested-softmax.keras");
  }

  /** Windows that leave rows over at 15 x 13, every layer of a chain, and two frozen. */
  private static NetworkSpec chain() {
    return NetworkSpec.chain(Shape.of(15, 13, 2))
        .then("conv1", new Conv2d(3, 5, 3, 2, Padding.VALID))
        .then("relu1", new Relu())
        .then("pool1", new MaxPool2d(3, 2, Padding.explicit(1, 1, 0, 1)))
        .then("conv2", new Conv2d(4, 3, 3, 1, Padding.explicit(1, 0, 2, 1), false))
        .then("norm", new BatchNorm(1e-2, 0.9))
        .then("pool2", new AveragePool2d(3, 2, Padding.SAME))
        .then("drop", new Dropout(0.25))
        .then("flatten", new Flatten())
        .then("fc1", new Dense(6))
        .then("fc1-norm", new BatchNorm(1e-5, 0.99))
        .then("logits", new Dense(5))
        .build()
        .frozen(Set.of("conv2", "norm"));
  }

  private static NetworkSpec branches() {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(9, 7, 3));
    var stem = graph.add("stem/conv", Conv2d.same(4, 3).withoutBias(), graph.input());
    var norm = graph.add("stem.norm", new BatchNorm(), stem);
    var deep = graph.add("_deep", Conv2d.same(4, 3), norm);
    var sum = graph.add("sum", new graft.model.Add(), deep, norm, stem, norm);
    var relu = graph.add("relu", new Relu(), sum);
    var half = graph.add("half", new Conv2d(5, 1, 1, 2, Padding.SAME), relu);
    var pool = graph.add("pool", new MaxPool2d(3, 2, Padding.SAME), relu);
    var both = graph.add("both", new Concat(), pool, half);
    var mean = graph.add("mean", new GlobalAveragePool(), both);
    var flat = graph.add("flat", new Flatten(), both);
    var all = graph.add("all", new Concat(), mean, flat);
    return graph.build(graph.add("rescaling", new Dense(4), all)); // named as the layer in front is
  }

  private static NetworkSpec features() {
    return NetworkSpec.chain(Shape.of(6))
        .then("fc1", new Dense(5))
        .then("relu", new Relu())
        .then("logits", new Dense(3))
        .build();
  }
}
