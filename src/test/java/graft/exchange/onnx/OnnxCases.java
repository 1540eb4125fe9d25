package graft.exchange.onnx;

import graft.exchange.KeptFigures;
import graft.exchange.TestModels;
import graft.exchange.Told;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Models that Graft writes as ONNX, and others judge. Rows, columns and channels all differ. */
final class OnnxCases {
  /** Files of others, of whose networks grown ones are kept too. */
  private static final List<String> GROWN =
      List.of("pytorch-residual", "pytorch2-residual", "tensorflow-colour");

  private OnnxCases() {}

  /** By the name of the file that is kept of each; made when asked for, since some of them grow. */
  static Map<String, Supplier<ModelFile>> all() {
    Map<String, Supplier<ModelFile>> cases = new LinkedHashMap<>();
    cases.put("graft-chain-bytes", OnnxCases::chainFile);
    cases.put("graft-branches-bytes", () -> TestModels.file(branches(), 2));
    cases.put("graft-features-bytes", OnnxCases::featuresFile);
    for (String name : GROWN) {
      cases.put("graft-grown-" + name + "-bytes", () -> grown(name));
    }
    return cases;
  }

  static ModelFile chainFile() {
    return TestModels.file(chain(), 1);
  }

  static ModelFile featuresFile() {
    return TestModels.file(features(), 3);
  }

  /** What came in, grew and goes out again: it gives what the file of others gives. */
  private static ModelFile grown(String name) {
    try {
      Path file = KeptFigures.file("/graft/exchange/onnx/", name + ".onnx");
      ModelFile read = OnnxReader.read(file, Told.nothing().withRange(0, 1)).model();
      return ModelFile.of(TestModels.grown(read.model()), read.preprocessing(), read.classNames());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Windows that leave rows over at 29 x 31, and every layer of a chain. */
  private static NetworkSpec chain() {
    return NetworkSpec.chain(Shape.of(29, 31, 2))
        .then("conv1", new Conv2d(3, 5, 3, 2, Padding.VALID))
        .then("relu1", new Relu())
        .then("pool1", new MaxPool2d(2, 2))
        .then("conv2", new Conv2d(4, 3, 3, 1, Padding.explicit(1, 0, 2, 1), false))
        .then("norm", new BatchNorm(1e-3, 0.99))
        .then("relu2", new Relu())
        .then("pool2", new AveragePool2d(3, 2, Padding.SAME))
        .then("drop", new Dropout(0.25))
        .then("flatten", new Flatten())
        .then("fc1", new Dense(6))
        .then("fc1-norm", new BatchNorm(1e-5, 0.9))
        .then("logits", new Dense(5))
        .build();
  }

  private static NetworkSpec branches() {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(9, 7, 3));
    var stem = graph.add("stem", Conv2d.same(4, 3).withoutBias(), graph.input());
    var norm = graph.add("stem-norm", new BatchNorm(), stem);
    var deep = graph.add("deep", Conv2d.same(4, 3), norm);
    var sum = graph.add("sum", new graft.model.Add(), deep, norm, stem);
    var relu = graph.add("relu", new Relu(), sum);
    var half = graph.add("half", new Conv2d(5, 1, 1, 2, Padding.SAME), relu);
    var pool = graph.add("pool", new MaxPool2d(3, 2, Padding.SAME), relu);
    var both = graph.add("both", new Concat(), pool, half);
    var mean = graph.add("mean", new GlobalAveragePool(), both);
    var flat = graph.add("flat", new Flatten(), both);
    var all = graph.add("all", new Concat(), mean, flat);
    return graph.build(graph.add("classes", new Dense(4), all));
  }

  private static NetworkSpec features() {
    return NetworkSpec.chain(Shape.of(6))
        .then("fc1", new Dense(5))
        .then("relu", new Relu())
        .then("images", new Dense(4)) // named as the graph's input is
        .then("logits", new Dense(3))
        .build();
  }

  /** Files that others wrote. */
  static List<String> ofOthers() {
    return List.of(
        "pytorch-residual",
        "pytorch-residual-opset9",
        "pytorch-one-sample",
        "pytorch-not-folded",
        "pytorch-means-softmax",
        "pytorch-padded-bytes",
        "pytorch2-residual",
        "pytorch2-two-samples",
        "pytorch2-means-softmax",
        "pytorch2-padded-bytes",
        "tensorflow-one-channel-bytes-softmax",
        "tensorflow-colour");
  }
}
