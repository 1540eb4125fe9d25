package graft.files;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.tensor.Shape;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each mistake in a network, and the sentence that it gets. */
class NetworkMistakesTest {
  private static final String CONV = "nodes:\n  - {name: a, op: conv2d, filters: 2, kernel: 3}\n";
  private static final String END =
      "  - {name: f, op: flatten}\n  - {name: z, op: dense, units: 10}\n";

  private static Arguments of(String yaml, String sentence) {
    return Arguments.of(yaml, "net.yaml:" + sentence);
  }

  private static String longCycle(int length) {
    return IntStream.range(0, length)
        .mapToObj(
            i -> "{name: n%d, op: relu, inputs: [n%d]}".formatted(i, (i + length - 1) % length))
        .collect(Collectors.joining(", ", "nodes: [", "]"));
  }

  static Stream<Arguments> ofKeys() {
    return Stream.of(
        of("hello", "1:1: the document is 'hello'; expected keys with values: input, nodes"),
        of("- 1", "1:1: the document is a list of 1; expected keys with values: input, nodes"),
        of("---\n", "2:1: the document is empty; expected keys with values: input, nodes"),
        of(
            "noodes: []",
            "1:1: the document has a key 'noodes'; expected one of 'input', 'nodes' (did you mean 'nodes'?)"),
        of(
            "input: [2]",
            "1:1: the document has no key 'nodes'; expected one with the list of nodes"),
        of("nodes:", "1:7: nodes is empty; expected a list of nodes"),
        of("nodes: []", "1:8: nodes is an empty list; expected one node or more"),
        of("nodes: [3]", "1:9: nodes[0] is '3'; expected a node: {name: ..., op: ..., ...}"),
        of(
            "nodes: [{op: relu}]",
            "1:9: nodes[0] has no key 'name'; expected one with a name of its own"),
        of(
            "nodes: [{name: a}]",
            "1:9: nodes[0] has no key 'op'; expected one with what it computes, such as conv2d"),
        of("nodes: [{name: , op: relu}]", "1:15: nodes[0].name is empty; expected a name"),
        of(
            "nodes: [{name: a, op: conv}]",
            "1:23: nodes[0].op is 'conv'; expected one of 'add', 'average-pool2d', 'batch-norm', 'concat', 'conv2d', 'dense', 'dropout', 'flatten', 'global-average-pool', 'max-pool2d', 'relu' (did you mean 'conv2d'?)"),
        of(
            "nodes: [{name: a, op: dense, unit: 3}]",
            "1:30: nodes[0] has a key 'unit'; expected one of 'name', 'op', 'inputs', 'units' (did you mean 'units'?)"),
        of(
            "nodes: [{name: a, op: relu, window: 3}]",
            "1:29: nodes[0] has a key 'window'; expected one of 'name', 'op', 'inputs'"),
        of(
            "nodes: [{name: a, op: max-pool2d, window: 3}]",
            "1:9: nodes[0] has no key 'stride'; expected one with rows and columns from one window to the next"));
  }

  static Stream<Arguments> ofValues() {
    return Stream.of(
        of(
            "nodes: [{name: a, op: dense, units: many}]",
            "1:37: nodes[0].units is 'many'; expected a whole number, 1 or more, or 'classes' for as many as the data has"),
        of(
            "nodes: [{name: a, op: dense, units: '3'}]",
            "1:37: nodes[0].units is the text '3'; expected a whole number, 1 or more, or 'classes' for as many as the data has"),
        of(
            "nodes: [{name: a, op: dense, units: %s}]".formatted("m".repeat(40)),
            "1:37: nodes[0].units is '%s'; expected a whole number, 1 or more, or 'classes' for as many as the data has"
                .formatted("m".repeat(40))),
        of(
            "nodes: [{name: a, op: dense, units: %s}]".formatted("m".repeat(41)),
            "1:37: nodes[0].units is '%s...'; expected a whole number, 1 or more, or 'classes' for as many as the data has"
                .formatted("m".repeat(40))),
        of(
            "nodes: [{name: a, op: max-pool2d, window: 2.5, stride: 2}]",
            "1:43: nodes[0].window is '2.5'; expected a whole number, 1 or more"),
        of(
            "nodes: [{name: a, op: max-pool2d, window: 99999999999, stride: 2}]",
            "1:43: nodes[0].window is '99999999999'; expected a whole number, 1 or more"),
        of(
            "nodes: [{name: a, op: conv2d, filters: 3, kernel: [3]}]",
            "1:51: nodes[0].kernel is a list of 1; expected a whole number, 1 or more, or [rows, columns]"),
        of(
            "nodes: [{name: a, op: conv2d, filters: 3, kernel: [3, x]}]",
            "1:55: nodes[0].kernel[1] is 'x'; expected a whole number, 1 or more"),
        of(
            "nodes: [{name: a, op: conv2d, filters: 3, kernel: 3, padding: sane}]",
            "1:63: nodes[0].padding is 'sane'; expected 'same', 'valid', a number of pixels, or a list of four: [top, bottom, left, right]"),
        of(
            "nodes: [{name: a, op: conv2d, filters: 3, kernel: 3, bias: no}]",
            "1:60: nodes[0].bias is 'no'; expected true or false"),
        of(
            "nodes: [{name: a, op: dropout, rate: 1}]",
            "1:38: nodes[0].rate is '1'; expected a number from 0 to below 1"),
        of(
            "nodes: [{name: a, op: batch-norm, epsilon: {x: 1}}]",
            "1:44: nodes[0].epsilon is a mapping with the key 'x'; expected a number above 0"),
        of(
            "input: 28\n" + CONV,
            "1:8: input is '28'; expected [rows, columns, channels] or [features]"),
        of(
            "input: [99999, 99999]\n" + CONV,
            "1:8: input cannot be: shape [99999, 99999] has more than 2^31 - 1 elements"));
  }

  static Stream<Arguments> ofGraphs() {
    return Stream.of(
        of(
            CONV + "  - {name: a, op: relu}",
            "3:12: nodes[1].name is 'a', as nodes[0].name is; expected a name of its own"),
        of(
            CONV + "  - {name: input, op: relu}",
            "3:12: nodes[1].name is 'input', as the network's input is called; expected another name"),
        of(
            CONV + "  - {name: conv2, op: relu}\n  - {name: c, op: relu, inputs: [cnov2]}",
            "4:34: nodes[2].inputs[0] is 'cnov2'; expected 'input' or the name of a node (did you mean 'conv2'?)"),
        of(
            CONV + "  - {name: b, op: relu, inputs: a}",
            "3:33: nodes[1].inputs is 'a'; expected a list of names"),
        of(
            CONV + "  - {name: b, op: relu, inputs: []}",
            "3:33: nodes[1].inputs is an empty list; expected a list of names"),
        of(
            """
            nodes:
              - {name: first, op: relu}
              - {name: a, op: add, inputs: [first, c]}
              - {name: b, op: relu}
              - {name: c, op: relu}
              - {name: last, op: relu}
            """,
            "3:5: nodes[1] is in a cycle, a -> b -> c -> a; expected nodes that do not wait for each other"),
        of(
            "nodes: [{name: a, op: add, inputs: [input, a]}]",
            "1:9: nodes[0] is in a cycle, a -> a; expected nodes that do not wait for each other"),
        of(
            longCycle(11),
            "1:9: nodes[0] is in a cycle, n0 -> n1 -> n2 -> n3 -> n4 -> n5 -> n6 -> n7 -> n8 -> n9 -> n10 -> n0; expected nodes that do not wait for each other"),
        of(
            longCycle(30),
            "1:9: nodes[0] is in a cycle, n0 -> n1 -> n2 -> n3 -> n4 -> n5 -> ... -> n25 -> n26 -> n27 -> n28 -> n29 -> n0; expected nodes that do not wait for each other"),
        of(
            CONV + "  - {name: b, op: relu, inputs: [input]}\n" + END,
            "2:5: nodes[0] ('a') is read by no node, and the output is 'z'; expected every node to lead to the output"));
  }

  static Stream<Arguments> ofShapes() {
    return Stream.of(
        of(
            CONV + "  - {name: z, op: dense, units: 10}",
            "3:5: nodes[1] ('z') does not fit: a Dense got an input of shape [8, 8, 2], expected [in]; put a Flatten before it"),
        of(
            CONV + "  - {name: z, op: add, inputs: [input, a]}",
            "3:5: nodes[1] ('z') does not fit: an Add got inputs of shapes [[8, 8, 1], [8, 8, 2]], expected all alike"),
        of(
            CONV + "  - {name: z, op: concat}",
            "3:5: nodes[1] ('z') does not fit: Concat takes two inputs or more, found 1: [[8, 8, 2]]"),
        of(
            CONV + END.replace("10", "2000000000"),
            "4:5: nodes[2] ('z') does not fit: shape [128, 2000000000] has more than 2^31 - 1 elements"),
        of(
            "nodes: [{name: a, op: conv2d, filters: 3, kernel: 9, padding: valid}]",
            "1:9: nodes[0] ('a') does not fit: a window of 9 x 9 does not fit into [8, 8, 1] with a border of 0 above, 0 below, 0 left, 0 right; images of 8x8 are too small, expected 9x9 or larger"),
        of(
            "input: [28, 28, 1]\n" + CONV,
            "1:8: input is [28, 28, 1], the data's samples are [8, 8, 1]; expected the same, or no 'input'"));
  }

  @ParameterizedTest
  @MethodSource({"ofKeys", "ofValues", "ofGraphs", "ofShapes"})
  void getsItsSentence(String yaml, String sentence) {
    byte[] content = yaml.getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(
            () ->
                new NetworkForm()
                    .read(YamlFile.parse("net.yaml", content))
                    .spec(Shape.of(8, 8, 1), 10))
        .isInstanceOf(MistakeException.class)
        .hasMessage(sentence);
  }
}
