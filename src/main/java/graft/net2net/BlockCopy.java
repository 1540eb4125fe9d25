package graft.net2net;

import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.NodeParameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A copy of some of a network's nodes, put behind the last of them.
 *
 * @param insertion the copies in their place
 * @param originals by a copy's name, the node that it copies
 */
record BlockCopy(Insertion insertion, Map<String, String> originals) {
  /**
   * A copy.
   *
   * @param block from input to output; the last gives what the copy reads
   * @param input what the block reads
   * @param from the name of the node that gives the copy its name
   */
  static BlockCopy of(NetworkSpec spec, List<Node> block, String input, String from) {
    String end = block.get(block.size() - 1).name();
    BlockBuilder builder = new BlockBuilder(spec, from);
    Map<String, String> copies = new LinkedHashMap<>();
    copies.put(input, end);
    Map<String, String> originals = new LinkedHashMap<>();
    for (Node node : block) {
      String copy = builder.add(node.op(), node.inputs().stream().map(copies::get).toList());
      copies.put(node.name(), copy);
      originals.put(copy, node.name());
    }
    return new BlockCopy(builder.behind(end), originals);
  }

  /**
   * A plan that gives the copies their originals' values. What an optimizer remembers of the
   * originals is not theirs: they read other values.
   *
   * @param halved parameters of the originals that are halved, and those of their copies too
   */
  GrowthPlan plan(NetworkSpec teacher, Set<String> halved) {
    GrowthPlan plan = insertion.plan(teacher).preserving(Preserves.NOWHERE);
    for (NodeParameter parameter : insertion.parameters(teacher)) {
      String original = NodeParameter.name(originals.get(parameter.node()), parameter.role());
      double factor = halved.contains(original) ? 0.5 : 1;
      plan.copy(parameter.name(), original, (before, precision) -> times(factor, before));
    }
    for (String parameter : halved) {
      plan.change(parameter, plan.origin(parameter), (before, precision) -> times(0.5, before));
    }
    return plan;
  }

  private static double[] times(double factor, double[] numbers) {
    double[] product = new double[numbers.length];
    for (int i = 0; i < product.length; i++) {
      product[i] = factor * numbers[i];
    }
    return product;
  }
}
