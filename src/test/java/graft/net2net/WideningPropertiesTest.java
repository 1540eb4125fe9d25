package graft.net2net;

import static org.assertj.core.api.Assertions.assertThat;

import graft.model.Init;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.NodeParameter;
import graft.model.SmallGraphs;
import graft.model.TestNetworks;
import graft.net2net.Network64.Growth64;
import graft.random.Philox;
import graft.reference.ReferenceOps;
import graft.reference.ReferencePass;
import graft.reference.RelativeDifference;
import graft.tensor.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;

/** Wider students compute what their teachers did, on graphs that shrink when one does not. */
class WideningPropertiesTest {
  /** Of the largest logit: some hundred sums of float64, each off by 1e-16. */
  private static final double EXACT = 1e-12;

  /** A float32 weight split into parts is off by 6e-8 of a part. */
  private static final double SINGLE = 1e-5;

  /** Of three transforms, whose roundings add up. */
  private static final double CHAIN_OF_SINGLE = 3e-5;

  private static final int SAMPLES = 3;

  @Provide
  Arbitrary<NetworkSpec> graphs() {
    return SmallGraphs.of(9, 3);
  }

  @Provide
  Arbitrary<SymmetryBreaking> exact() {
    return Arbitraries.of(
        SymmetryBreaking.NONE,
        SymmetryBreaking.UNIT_SHARES,
        SymmetryBreaking.RANDOM_SHARES,
        SymmetryBreaking.ZERO_SUM_NOISE);
  }

  @Property(tries = 800)
  void copiesPreserveTheFunction(
      @ForAll("graphs") NetworkSpec spec,
      @ForAll("exact") SymmetryBreaking breaking,
      @ForAll @IntRange(max = 1000) int seed) {
    Philox random = new Philox(seed, 1);
    Optional<Widenable> drawn = Widenable.draw(spec, random);
    Statistics.label("can be widened").collect(drawn.isPresent());
    if (drawn.isEmpty()) {
      return;
    }
    Network64 teacher = Network64.draw(spec, seed);
    Growth64 growth = teacher.widen(drawn.get().node(), drawn.get().newWidth(), breaking, random);
    assertThat(growth.student().spec().shapeOf(drawn.get().node()).last())
        .isEqualTo(drawn.get().newWidth());
    preserves(teacher, growth.student(), growth.plan().preserves(), seed, EXACT);
  }

  @Property(tries = 200)
  void newUnitsPreserveTheFunction(
      @ForAll("graphs") NetworkSpec spec, @ForAll @IntRange(max = 1000) int seed) {
    Philox random = new Philox(seed, 2);
    Widenable.draw(spec, random)
        .ifPresent(
            it -> {
              Network64 teacher = Network64.draw(spec, seed);
              Growth64 growth =
                  teacher.grow(Widen.newUnits(spec, it.node(), it.newWidth(), Init.HE, random));
              preserves(teacher, growth.student(), growth.plan().preserves(), seed, EXACT);
            });
  }

  @Property(tries = 150)
  void chainsPreserveTheFunction(
      @ForAll("graphs") NetworkSpec spec,
      @ForAll("exact") SymmetryBreaking first,
      @ForAll("exact") SymmetryBreaking second,
      @ForAll("exact") SymmetryBreaking third,
      @ForAll @IntRange(max = 1000) int seed) {
    Philox random = new Philox(seed, 3);
    Model single = TestNetworks.model(spec, seed);
    Network64 teacher = Network64.of(single);
    Network64 student = teacher;
    Preserves preserves = Preserves.EVERYWHERE;
    for (SymmetryBreaking breaking : List.of(first, second, third)) {
      Optional<Widenable> drawn = Widenable.draw(student.spec(), random);
      if (drawn.isPresent()) {
        Widenable it = drawn.get();
        long key = random.nextInt(1000);
        Growth64 growth = student.widen(it.node(), it.newWidth(), breaking, new Philox(key, 4));
        student = growth.student();
        preserves = preserves.and(growth.plan().preserves());
        single =
            Widen.net2wider(single, it.node(), it.newWidth(), breaking, new Philox(key, 4)).model();
        assertThat(single.spec()).isEqualTo(student.spec());
      }
    }
    preserves(teacher, student, preserves, seed, EXACT);
    preserves(teacher, Network64.of(single), preserves, seed, CHAIN_OF_SINGLE);
  }

  @Property(tries = 200)
  void preservesInFloat32AndLeavesTheTeacherAlone(
      @ForAll("graphs") NetworkSpec spec,
      @ForAll("exact") SymmetryBreaking breaking,
      @ForAll @IntRange(max = 1000) int seed) {
    Philox random = new Philox(seed, 5);
    Optional<Widenable> drawn = Widenable.draw(spec, random);
    if (drawn.isEmpty()) {
      return;
    }
    String node = drawn.get().node();
    int newWidth = drawn.get().newWidth();
    Model teacher = TestNetworks.model(spec, seed);
    Model before = TestNetworks.model(spec, seed);
    Grown copies = Widen.net2wider(teacher, node, newWidth, breaking, random).grown();
    Grown company = Widen.newUnits(teacher, node, newWidth, Init.GLOROT, random);
    for (Grown grown : List.of(copies, company)) {
      preserves(
          Network64.of(teacher), Network64.of(grown.model()), grown.preserves(), seed, SINGLE);
    }
    Widen.randomPad(teacher, node, newWidth, random);
    Widen.randomInit(teacher, node, newWidth, Init.HE, random);
    assertThat(teacher.spec()).isEqualTo(before.spec());
    for (String name : before.weights().names()) {
      assertThat(teacher.weights().get(name).toArray())
          .as(name)
          .isEqualTo(before.weights().get(name).toArray());
    }
  }

  /** What a plan says of the student's size before a weight is computed is its size. */
  @Property(tries = 100)
  void predictsParametersAndProducts(
      @ForAll("graphs") NetworkSpec spec, @ForAll @IntRange(max = 1000) int seed) {
    Philox random = new Philox(seed, 6);
    Optional<Widenable> drawn = Widenable.draw(spec, random);
    if (drawn.isEmpty()) {
      return;
    }
    Widenable it = drawn.get();
    WiderGroup group = new WiderGroup(spec, it.node());
    ReplicaMap map = group.draw(it.newWidth(), random);
    NetworkSpec plan = Widen.copying(spec, group, map, SymmetryBreaking.NONE, random).student();
    long predicted = plan.parameterCount();
    long products = products(plan);

    Model teacher = TestNetworks.model(spec, seed);
    Model student = Widen.net2wider(teacher, it.node(), map, SymmetryBreaking.NONE, random).model();
    long parameters = 0;
    long counted = 0;
    for (NodeParameter parameter : student.spec().parameters()) {
      Shape real = student.weights().get(parameter.name()).shape();
      parameters += parameter.parameter().trained() ? real.elements() : 0;
      if (real.rank() > 1) { // a kernel is gone through once a pixel of its output
        Shape output = student.spec().shapeOf(parameter.node());
        counted += (long) real.elements() * (output.elements() / output.last());
      }
    }
    assertThat(parameters).isEqualTo(predicted).isGreaterThan(spec.parameterCount());
    assertThat(counted).isEqualTo(products).isGreaterThan(products(spec));
  }

  private static long products(NetworkSpec spec) {
    return spec.nodes().stream()
        .mapToLong(node -> node.op().multiplyAdds(spec.inputShapesOf(node)))
        .sum();
  }

  /** The tests above can fail: what is no exact transform is far beyond their tolerances. */
  @Property(tries = 20)
  void othersDoNotPreserve(@ForAll @IntRange(max = 1000) int seed) {
    // Of 32 hidden units and 64 new ones some pass the ReLU; a few could all be silent.
    Model teacher = TestNetworks.model(TestNetworks.smallTeacher(4, 5, 32), seed);
    for (String node : List.of("conv1", "pool2", "fc1-relu")) {
      Philox random = new Philox(seed, 7);
      Map<String, Grown> students = new HashMap<>();
      SymmetryBreaking noise = SymmetryBreaking.EXAMPLE_NOISE;
      students.put("noise", Widen.net2wider(teacher, node, 96, noise, random).grown());
      students.put("pad", Widen.randomPad(teacher, node, 96, random));
      students.put("init", Widen.randomInit(teacher, node, 96, Init.HE, random));
      students.forEach(
          (name, grown) -> {
            assertThat(grown.preserves()).isEqualTo(Preserves.NOWHERE);
            double[] x = samples(teacher.spec(), seed);
            assertThat(
                    RelativeDifference.of(
                        Network64.of(grown.model()).logits(x, SAMPLES, ReferencePass.INFERENCE),
                        Network64.of(teacher).logits(x, SAMPLES, ReferencePass.INFERENCE)))
                .as(name + " on " + node)
                .isGreaterThan(10 * SINGLE);
          });
    }
  }

  private static void preserves(
      Network64 teacher, Network64 student, Preserves where, long seed, double tolerance) {
    assertThat(where).isNotEqualTo(Preserves.NOWHERE);
    double[] x = samples(teacher.spec(), seed);
    List<ReferencePass> passes =
        where == Preserves.EVERYWHERE
            ? List.of(ReferencePass.INFERENCE, ReferencePass.TRAINING)
            : List.of(ReferencePass.INFERENCE);
    for (ReferencePass pass : passes) {
      assertThat(
              RelativeDifference.of(
                  student.logits(x, SAMPLES, pass), teacher.logits(x, SAMPLES, pass)))
          .as("%s -> %s in %s", teacher.spec(), student.spec(), pass)
          .isLessThan(tolerance);
    }
  }

  private static double[] samples(NetworkSpec spec, long seed) {
    return ReferenceOps.toDouble(TestNetworks.samples(spec, SAMPLES, seed));
  }
}
