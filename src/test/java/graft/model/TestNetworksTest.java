package graft.model;

import static org.assertj.core.api.Assertions.assertThat;

import graft.random.Philox;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the random networks promise does occur; without it, tests on them would say less. */
class TestNetworksTest {
  @Test
  void graphsHaveWhatTheyAreFor() {
    Map<String, Predicate<NetworkSpec>> wanted = new TreeMap<>();
    wanted.put("a sum", spec -> nodes(spec, Add.class).findAny().isPresent());
    wanted.put("a concatenation", spec -> nodes(spec, Concat.class).findAny().isPresent());
    wanted.put("a node twice in a sum", spec -> nodes(spec, Add.class).anyMatch(this::repeats));
    wanted.put(
        "a node twice in a concatenation",
        spec -> nodes(spec, Concat.class).anyMatch(this::repeats));
    wanted.put(
        "a sum of three", spec -> nodes(spec, Add.class).anyMatch(n -> n.inputs().size() == 3));
    wanted.put(
        "the input in a sum",
        spec -> nodes(spec, Add.class).anyMatch(n -> n.inputs().contains(NetworkSpec.INPUT)));
    wanted.put(
        "a convolution with several consumers",
        spec -> nodes(spec, Conv2d.class).anyMatch(n -> spec.consumersOf(n.name()).size() > 1));
    wanted.put("a normalisation", spec -> nodes(spec, BatchNorm.class).findAny().isPresent());
    wanted.put("dropout", spec -> nodes(spec, Dropout.class).findAny().isPresent());
    wanted.put("neither", TestNetworks::knowsNoModes);
    wanted.put(
        "a sum that only a Relu reads",
        spec -> nodes(spec, Add.class).anyMatch(n -> isReadByReluAlone(spec, n)));
    wanted.put(
        "a normalisation that only a Relu reads",
        spec -> nodes(spec, BatchNorm.class).anyMatch(n -> isReadByReluAlone(spec, n)));
    wanted.put("features alone", spec -> spec.input().rank() == 1);
    wanted.put("pooling", spec -> nodes(spec, MaxPool2d.class).findAny().isPresent());
    wanted.put("a mean", spec -> nodes(spec, AveragePool2d.class).findAny().isPresent());
    wanted.put("a global mean", spec -> nodes(spec, GlobalAveragePool.class).findAny().isPresent());
    wanted.put(
        "no bias", spec -> nodes(spec, Conv2d.class).anyMatch(n -> !((Conv2d) n.op()).bias()));
    wanted.put("a sum as the output", spec -> spec.output().op() instanceof Add);
    wanted.forEach(
        (what, holds) ->
            assertThat(Stream.iterate(0, seed -> seed + 1).limit(300).map(this::graph))
                .as(what)
                .filteredOn(holds)
                .hasSizeGreaterThan(15));
    assertThat(Stream.iterate(0, seed -> seed + 1).limit(300).map(this::graph))
        .allMatch(spec -> spec.nodes().stream().anyMatch(n -> n.inputs().size() > 1));
  }

  private static boolean isReadByReluAlone(NetworkSpec spec, Node node) {
    List<Node> readers = spec.consumersOf(node.name());
    return readers.size() == 1 && readers.get(0).op() instanceof Relu;
  }

  private NetworkSpec graph(int seed) {
    return RandomGraph.draw(new Philox(seed, 0));
  }

  private static Stream<Node> nodes(NetworkSpec spec, Class<? extends Op> kind) {
    return spec.nodes().stream().filter(node -> kind.isInstance(node.op()));
  }

  private boolean repeats(Node node) {
    Set<String> once = new HashSet<>(node.inputs());
    return once.size() < node.inputs().size();
  }
}
