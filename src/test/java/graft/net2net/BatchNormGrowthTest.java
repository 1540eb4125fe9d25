package graft.net2net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Dropout;
import graft.model.Flatten;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Relu;
import graft.model.TestNetworks;
import graft.random.Philox;
import graft.reference.Closeness;
import graft.reference.ReferenceNetwork;
import graft.reference.ReferenceOps;
import graft.reference.ReferencePass;
import graft.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A normalisation's four vectors follow the channels that it normalises. */
class BatchNormGrowthTest {
  private static final List<String> ROLES =
      List.of(BatchNorm.GAMMA, BatchNorm.BETA, BatchNorm.MEAN, BatchNorm.VARIANCE);

  private static final NetworkSpec SPEC =
      NetworkSpec.chain(Shape.of(4, 3, 2))
          .then("conv", Conv2d.same(3, 3))
          .then("norm", new BatchNorm())
          .then("relu", new Relu())
          .then("flatten", new Flatten())
          .then("logits", new Dense(3))
          .build();

  /** By index, undivided: exact in training too, where copies share their teacher's statistics. */
  @Test
  void wideningCopiesByIndex() {
    Model teacher = TestNetworks.model(SPEC, 1);
    ReplicaMap map = ReplicaMap.of(3, 2, 0, 2);
    Model student =
        Widen.net2wider(teacher, "conv", map, SymmetryBreaking.RANDOM_SHARES, new Philox(1, 2))
            .model();
    for (String role : ROLES) {
      float[] old = teacher.weights().get("norm", role).toArray();
      assertThat(student.weights().get("norm", role).toArray())
          .as(role)
          .containsExactly(old[0], old[1], old[2], old[2], old[0], old[2]);
    }
    double[] samples = ReferenceOps.toDouble(TestNetworks.samples(SPEC, 4, 1));
    for (ReferencePass pass : List.of(ReferencePass.INFERENCE, ReferencePass.TRAINING)) {
      double[] expected = ReferenceNetwork.of(teacher).forward(samples, 4, pass).get("logits");
      double[] found = ReferenceNetwork.of(student).forward(samples, 4, pass).get("logits");
      // Shares are float32 and sum to 1 within their rounding.
      new Closeness(1e-5, 1e-5).check("logits, " + pass, found, expected);
    }
  }

  @Test
  void aBlockWithoutReluEndsInItsNormalisation() {
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(4))
            .then("fc", new Dense(3))
            .then("norm", new BatchNorm())
            .then("logits", new Dense(3))
            .build();
    PlainBlock block = PlainBlock.with(spec, "fc");
    assertThat(block.end()).isEqualTo(spec.node("norm"));
    assertThat(block.text()).isEqualTo("fc, norm");
  }

  @Test
  void padsWithNormalisationAsItIsBeforeTraining() {
    Model teacher = TestNetworks.model(SPEC, 2);
    Model student = Widen.randomPad(teacher, "conv", 5, new Philox(3, 4)).model();
    float[] added = {1, 0, 0, 1};
    for (int i = 0; i < ROLES.size(); i++) {
      float[] old = teacher.weights().get("norm", ROLES.get(i)).toArray();
      assertThat(student.weights().get("norm", ROLES.get(i)).toArray())
          .as(ROLES.get(i))
          .containsExactly(old[0], old[1], old[2], added[i], added[i]);
    }
    assertThat(student.weights().get("conv/bias").get(4)).isEqualTo(0.1f);
  }

  /** What a normalisation gives can be negative again; what Dropout gives only if its input can. */
  @Test
  void deepensBehindReluAndDropoutButNotBehindANormalisation() {
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(4))
            .then("fc", new Dense(3))
            .then("relu", new Relu())
            .then("drop", new Dropout(0.5))
            .then("norm", new BatchNorm())
            .then("logits", new Dense(3))
            .build();
    Model teacher = TestNetworks.model(spec, 3);
    List<NamedOp> added = List.of(new NamedOp("more", new Dense(3)), new NamedOp("re", new Relu()));
    double[] samples = ReferenceOps.toDouble(TestNetworks.samples(spec, 4, 3));
    Model student = Deepen.net2deeper(teacher, "drop", added).model();
    assertThat(ReferenceNetwork.logits(student, samples, 4))
        .isEqualTo(ReferenceNetwork.logits(teacher, samples, 4));
    assertThatThrownBy(() -> Deepen.net2deeper(teacher, "norm", added).model())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("node re cannot compute the identity behind node norm");
  }
}
