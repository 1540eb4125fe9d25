package graft.net2net;

import static org.assertj.core.api.Assertions.assertThat;

import graft.model.Dense;
import graft.model.Init;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Relu;
import graft.model.TestNetworks;
import graft.random.Philox;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of an optimizer's memory, number by number. */
class StateGrowthTest {
  private static final NetworkSpec SPEC =
      NetworkSpec.chain(Shape.of(1))
          .then("fc", new Dense(2))
          .then("relu", new Relu())
          .then("logits", new Dense(2))
          .build();

  private static final Map<String, HostTensor> STATE =
      Map.of(
          "fc/kernel", HostTensor.of(Shape.of(1, 2), new float[] {8, 12}),
          "fc/bias", HostTensor.of(Shape.of(2), new float[] {16, 20}),
          "logits/kernel", HostTensor.of(Shape.of(2, 2), new float[] {1, 2, 3, 4}),
          "logits/bias", HostTensor.of(Shape.of(2), new float[] {5, 6}));

  private final Model teacher = TestNetworks.model(SPEC, 1);

  /** Unit 0 twice. */
  private final Grown copies =
      Widen.net2wider(teacher, "fc", ReplicaMap.of(2, 0), SymmetryBreaking.NONE, new Philox(0, 0))
          .grown();

  private final Grown company = Widen.newUnits(teacher, "fc", 3, Init.HE, new Philox(0, 0));

  @Test
  void mapsByTheSharesOfTheUnitsThatAreFed() {
    StateGrowth mapped = new StateGrowth(copies, StateRule.MAPPED);
    Map<String, HostTensor> means = mapped.moments(STATE, 1);
    assertThat(means.get("fc/kernel").toArray()).containsExactly(4, 12, 4);
    assertThat(means.get("fc/bias").toArray()).containsExactly(8, 20, 8);
    assertThat(means.get("logits/kernel").toArray()).containsExactly(1, 2, 3, 4, 1, 2);
    assertThat(means.get("logits/bias").toArray()).containsExactly(5, 6);
    Map<String, HostTensor> squares = mapped.moments(STATE, 2);
    assertThat(squares.get("fc/kernel").toArray()).containsExactly(2, 12, 2);
    assertThat(squares.get("fc/bias").toArray()).containsExactly(4, 20, 4);
    assertThat(squares.get("logits/kernel").toArray()).containsExactly(1, 2, 3, 4, 1, 2);
    assertThat(mapped.births(Map.of(), 7)).isEmpty();
  }

  @Test
  void keepsUndividedOrResets() {
    Map<String, HostTensor> kept = new StateGrowth(copies, StateRule.KEPT).moments(STATE, 2);
    assertThat(kept.get("fc/kernel").toArray()).containsExactly(8, 12, 8);
    StateGrowth reset = new StateGrowth(copies, StateRule.RESET);
    assertThat(reset.moments(STATE, 1).get("fc/kernel").toArray()).containsExactly(0, 0, 0);
    assertThat(reset.moments(STATE, 1).get("logits/bias").toArray()).containsExactly(0, 0);
    assertThat(reset.births(Map.of(), 7))
        .containsOnlyKeys("fc/kernel", "fc/bias", "logits/kernel", "logits/bias")
        .containsValue(7L);
  }

  /** Mean gradients of 0, mean squares as around them; and 0 where those are kept or reset. */
  @Test
  void beginsNewEntriesAtWhatIsUsualForTheirUnit() {
    StateGrowth mapped = new StateGrowth(company, StateRule.MAPPED);
    Map<String, HostTensor> means = mapped.moments(STATE, 1);
    assertThat(means.get("fc/kernel").toArray()).containsExactly(8, 12, 0);
    assertThat(means.get("logits/kernel").toArray()).containsExactly(1, 2, 3, 4, 0, 0);
    Map<String, HostTensor> squares = mapped.moments(STATE, 2);
    // The unit is new: the mean of all. From a new feature to an old unit: that unit's mean.
    assertThat(squares.get("fc/kernel").toArray()).containsExactly(8, 12, 10);
    assertThat(squares.get("fc/bias").toArray()).containsExactly(16, 20, 18);
    assertThat(squares.get("logits/kernel").toArray()).containsExactly(1, 2, 3, 4, 2, 3);
    Map<String, HostTensor> kept = new StateGrowth(company, StateRule.KEPT).moments(STATE, 2);
    assertThat(kept.get("fc/kernel").toArray()).containsExactly(8, 12, 0);
  }

  /** As where a teacher's layer was frozen. */
  @Test
  void remembersNothingOfWhatNothingWasRemembered() {
    Map<String, HostTensor> part = new HashMap<>(STATE);
    part.keySet().removeIf(name -> name.startsWith("fc/"));
    StateGrowth mapped = new StateGrowth(copies, StateRule.MAPPED);
    assertThat(mapped.moments(part, 1)).containsOnlyKeys("logits/kernel", "logits/bias");
  }

  @Test
  void layersThatTheTeacherHasNotBeginAtZero() {
    Grown deeper = Deepen.net2deeper(teacher, "fc");
    StateGrowth mapped = new StateGrowth(deeper, StateRule.MAPPED);
    Map<String, HostTensor> means = mapped.moments(STATE, 1);
    assertThat(means.get("fc-deeper/kernel").toArray()).containsOnly(0);
    assertThat(means.get("fc/kernel").toArray()).containsExactly(8, 12);
    assertThat(mapped.births(Map.of("fc/bias", 3L), 7))
        .isEqualTo(Map.of("fc-deeper/kernel", 7L, "fc-deeper/bias", 7L, "fc/bias", 3L));
  }

  @Test
  void theSameInFloat64() {
    Map<String, double[]> numbers = new HashMap<>();
    STATE.forEach((name, tensor) -> numbers.put(name, Numbers.of(tensor)));
    for (StateRule rule : StateRule.values()) {
      StateGrowth growth = new StateGrowth(copies, rule);
      Map<String, HostTensor> single = growth.moments(STATE, 2);
      Map<String, double[]> twofold = growth.numbers(numbers, 2);
      assertThat(twofold.keySet()).isEqualTo(single.keySet());
      single.forEach((name, tensor) -> assertThat(twofold.get(name)).isEqualTo(Numbers.of(tensor)));
    }
  }

  /** Shares of shares: 1/2 of unit 0, then half of its copy. */
  @Test
  void multipliesTheSharesOfSeveralGrowths() {
    StateGrowth first = new StateGrowth(copies, StateRule.MAPPED);
    Grown again =
        Widen.net2wider(
                copies.model(), "fc", ReplicaMap.of(3, 2), SymmetryBreaking.NONE, new Philox(0, 0))
            .grown();
    StateGrowth second = new StateGrowth(again, StateRule.MAPPED);
    var shares = second.shares(first.shares(Map.of()));
    assertThat(shares).containsOnlyKeys("fc/kernel", "fc/bias", "logits/kernel");
    assertThat(shares.get("fc/kernel").units()).containsExactly(0.5, 1, 0.25, 0.25);
    assertThat(shares.get("fc/kernel").inputs()).isEmpty();
    assertThat(shares.get("logits/kernel").inputs()).containsExactly(0.5, 1, 0.25, 0.25);
    assertThat(shares.get("logits/kernel").units()).isEmpty();
  }
}
