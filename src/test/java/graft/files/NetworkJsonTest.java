package graft.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import graft.model.AveragePool2d;
import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.MaxPool2d;
import graft.model.NetworkSpec;
import graft.model.Op;
import graft.model.Padding;
import graft.model.TestNetworks;
import graft.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Networks through JSON, as text, and back. */
class NetworkJsonTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static NetworkSpec throughText(NetworkSpec spec) throws JsonProcessingException {
    String text = MAPPER.writeValueAsString(NetworkJson.write(spec));
    return NetworkJson.read(MAPPER.readTree(text), "net.json");
  }

  @Property(tries = 300)
  void chainsComeBackAsTheyWere(@ForAll("chains") NetworkSpec spec) throws JsonProcessingException {
    assertThat(throughText(spec)).isEqualTo(spec);
  }

  @Property(tries = 300)
  void graphsComeBackAsTheyWere(@ForAll("graphs") NetworkSpec spec) throws JsonProcessingException {
    assertThat(throughText(spec)).isEqualTo(spec);
  }

  @Provide
  Arbitrary<NetworkSpec> chains() {
    return TestNetworks.chains();
  }

  @Provide
  Arbitrary<NetworkSpec> graphs() {
    return TestNetworks.graphs();
  }

  @Test
  void everyOpStandsInTheTable() {
    assertThat(OpTypes.ALL)
        .<Class<?>>extracting(OpType::kind)
        .containsExactlyInAnyOrder(Op.class.getPermittedSubclasses());
    assertThat(OpTypes.names()).doesNotHaveDuplicates().isSorted();
  }

  /** A number more or less in a record shows here, not in a file that lacks it. */
  @Test
  void everyOpHasAKeyForEachOfItsNumbers() {
    for (OpType<?> type : OpTypes.ALL) {
      int components = type.kind().getRecordComponents().length;
      int keys = type.attributes().names().size();
      // kernel is two numbers
      assertThat(keys + (type.kind() == Conv2d.class ? 1 : 0))
          .as(type.name())
          .isEqualTo(components);
    }
  }

  @Test
  void unusualNumbersAndNamesComeBack() throws JsonProcessingException {
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(20, 20, 1))
            .then("no", new Conv2d(2, 3, 5, 2, Padding.explicit(0, 1, 2, 3), false))
            .then("1e-3", new BatchNorm(Math.nextUp(1e-3), 0.1 + 0.2))
            .then("a/b \"c\"", new MaxPool2d(2, 1, Padding.all(0)))
            .then("~", new AveragePool2d(2, 1, Padding.all(1)))
            .build();
    assertThat(throughText(spec)).isEqualTo(spec);
    assertThat(spec.nodes().get(2).op())
        .as("no padding by rule and by number differ")
        .isNotEqualTo(new MaxPool2d(2, 1));
  }

  @Test
  void everyAttributeIsSaid() {
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(8, 8, 3))
            .then("conv1", Conv2d.same(4, 3))
            .then("pool1", new MaxPool2d(2, 2))
            .build();
    List<String> expected =
        Arrays.asList(
            "{\"name\":\"conv1\",\"op\":\"conv2d\",\"filters\":4,\"kernel\":3,\"stride\":1,\"padding\":\"same\",\"bias\":true,\"inputs\":[\"input\"]}",
            "{\"name\":\"pool1\",\"op\":\"max-pool2d\",\"window\":2,\"stride\":2,\"padding\":\"valid\",\"inputs\":[\"conv1\"]}");
    assertThat(NetworkJson.write(spec))
        .hasToString("{\"input\":[8,8,3],\"nodes\":[%s]}".formatted(String.join(",", expected)));
  }
}
