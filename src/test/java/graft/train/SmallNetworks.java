package graft.train;

import graft.model.Dense;
import graft.model.Flatten;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.tensor.Shape;

/** One dense layer, whatever it is asked for. */
final class SmallNetworks {
  private SmallNetworks() {}

  static NetworkSpec dense(int side, int logits) {
    return NetworkSpec.chain(Shape.of(side, side, 1))
        .then("flatten", new Flatten())
        .then("logits", new Dense(logits))
        .build();
  }

  static Model untrained(int side, int logits) {
    return Model.untrained(dense(side, logits), 1);
  }
}
