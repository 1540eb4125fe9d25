package graft.fuzz;

import graft.exchange.TestModels;
import graft.files.ModelFile;
import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.MaxPool2d;
import graft.model.NetworkSpec;
import graft.model.Relu;
import graft.tensor.Shape;

/** What the files hold that fuzzers begin from. */
public final class SmallModels {
  private SmallModels() {}

  /** A network of a few weights. */
  public static NetworkSpec network() {
    return NetworkSpec.chain(Shape.of(4, 4, 1))
        .then("conv1", Conv2d.same(2, 3))
        .then("norm1", new BatchNorm(1e-3, 0.9))
        .then("relu1", new Relu())
        .then("pool1", new MaxPool2d(2, 2))
        .then("flatten", new Flatten())
        .then("fc1", new Dense(2))
        .build();
  }

  /** It with weights. */
  public static ModelFile model() {
    return TestModels.file(network(), 1);
  }
}
