package graft.model;

import graft.random.Philox;
import graft.tensor.Shape;
import java.util.List;

/** A random chain, drawn node after node. */
final class RandomChain {
  /** Two values that are nearly alike must not be torn apart, or rounding would be too. */
  static final double NORM_EPSILON = 0.05;

  private final Philox random;
  private final ChainBuilder chain;
  private Shape shape;

  private RandomChain(Philox random, Shape input) {
    this.random = random;
    this.chain = NetworkSpec.chain(input);
    this.shape = input;
  }

  static NetworkSpec draw(Philox random) {
    boolean image = random.nextInt(4) > 0;
    Shape input =
        image
            ? Shape.of(3 + random.nextInt(7), 3 + random.nextInt(7), 1 + random.nextInt(3))
            : Shape.of(1 + random.nextInt(9));
    RandomChain drawn = new RandomChain(random, input);
    if (image) {
      drawn.convolutions();
    }
    return drawn.dense(image ? 0 : 1);
  }

  private void convolutions() {
    int count = random.nextInt(4);
    for (int i = 1; i <= count; i++) {
      convolution("conv" + i);
      if (random.nextInt(3) == 0) {
        then("conv" + i + "-norm", new BatchNorm(NORM_EPSILON, 0.9));
      }
      if (random.nextInt(2) == 0) {
        then("conv" + i + "-relu", new Relu());
      }
      if (random.nextInt(2) == 0) {
        then("pool" + i, RandomOps.pooling(random, shape));
      }
    }
    if (random.nextInt(4) == 0) {
      then("relu-before-flatten", new Relu());
    }
    if (random.nextInt(6) == 0) {
      then("dropout", new Dropout(random.nextInt(3) / 4.0));
    }
    then("flatten", random.nextInt(4) == 0 ? new GlobalAveragePool() : new Flatten());
  }

  private void convolution(String name) {
    then(name, RandomOps.convolution(random, shape, 1 + random.nextInt(6)));
  }

  private NetworkSpec dense(int least) {
    int hidden = least + random.nextInt(3);
    for (int i = 1; i <= hidden; i++) {
      then("fc" + i, new Dense(1 + random.nextInt(8)));
      if (random.nextInt(5) == 0) {
        then("fc" + i + "-norm", new BatchNorm(NORM_EPSILON, 0.9));
      }
      if (random.nextInt(4) > 0) {
        then("fc" + i + "-relu", new Relu());
      }
      if (random.nextInt(6) == 0) {
        then("fc" + i + "-dropout", new Dropout(0.25));
      }
    }
    then("logits", new Dense(2 + random.nextInt(4)));
    return chain.build();
  }

  private void then(String name, Op op) {
    chain.then(name, op);
    shape = op.outputShape(List.of(shape));
  }
}
