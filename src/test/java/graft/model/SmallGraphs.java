package graft.model;

import graft.model.GraphBuilder.Source;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * Graphs built from a list of small choices, a node or two each, so that a counterexample shrinks
 * to few nodes: a choice left out leaves the others what they were, nearly. Each choice reads some
 * earlier value; whatever nobody reads is stacked at the end for the last dense node. A choice that
 * cannot be (a mean of features, say) adds nothing.
 */
public final class SmallGraphs {
  /** Wider than this, concatenations of concatenations would grow without bound. */
  private static final int MOST_CHANNELS = 8;

  private static final int MOST_FEATURES = 32;

  /** What a choice adds. The first is the simplest; some stand several times to be frequent. */
  private enum Kind {
    UNITS,
    RELU,
    SUM,
    RESIDUAL,
    STACK,
    NORM,
    POOL,
    MEAN,
    FLATTEN,
    DROPOUT
  }

  private static final List<Kind> KINDS =
      List.of(
          Kind.UNITS,
          Kind.UNITS,
          Kind.UNITS,
          Kind.RELU,
          Kind.SUM,
          Kind.SUM,
          Kind.RESIDUAL,
          Kind.RESIDUAL,
          Kind.STACK,
          Kind.STACK,
          Kind.NORM,
          Kind.NORM,
          Kind.POOL,
          Kind.MEAN,
          Kind.FLATTEN,
          Kind.DROPOUT);

  /**
   * One choice.
   *
   * @param kind which of the kinds
   * @param from how many values before the latest is the one that is read
   * @param other which of those that fit is read too
   * @param units of what has units
   */
  private record Choice(int kind, int from, int other, int units) {}

  private final GraphBuilder graph;
  private final Map<String, Shape> shapes = new LinkedHashMap<>();
  private final Map<String, Source> sources = new LinkedHashMap<>();
  private final List<String> unread = new ArrayList<>();

  private SmallGraphs(Shape input) {
    this.graph = NetworkSpec.graph(input);
    shapes.put(NetworkSpec.INPUT, input);
    sources.put(NetworkSpec.INPUT, graph.input());
  }

  /**
   * Graphs for images and for features.
   *
   * @param choices at most so many
   * @param units of a convolution or dense node at most
   */
  public static Arbitrary<NetworkSpec> of(int choices, int units) {
    Arbitrary<Choice> choice =
        Combinators.combine(
                Arbitraries.integers().between(0, KINDS.size() - 1),
                Arbitraries.integers().between(0, 3),
                Arbitraries.integers().between(0, 3),
                Arbitraries.integers().between(1, units))
            .as(Choice::new);
    return Combinators.combine(
            Arbitraries.of(Shape.of(2), Shape.of(3, 2, 2), Shape.of(2, 2, 1)),
            choice.list().ofMinSize(1).ofMaxSize(choices),
            Arbitraries.of(false, false, true))
        .as((input, list, voices) -> new SmallGraphs(input).build(list, voices))
        .withoutEdgeCases(); // there are more of them than tries, and all are nearly empty
  }

  private NetworkSpec build(List<Choice> choices, boolean voices) {
    choices.forEach(this::add);
    List<String> heads = unread.isEmpty() ? List.of(NetworkSpec.INPUT) : List.copyOf(unread);
    List<String> flat = heads.stream().map(this::flattened).toList();
    String features = flat.size() == 1 ? flat.get(0) : add("heads", new Concat(), flat);
    String logits = add("logits", new Dense(3), List.of(features));
    if (voices) {
      String more = add("more-logits", new Dense(3), List.of(features));
      logits = add("voices", new Add(), List.of(logits, more));
    }
    return graph.build(sources.get(logits));
  }

  private String flattened(String value) {
    return isImage(value) ? add("flat", new Flatten(), List.of(value)) : value;
  }

  private void add(Choice choice) {
    List<String> names = new ArrayList<>(shapes.keySet());
    String x = names.get(Math.max(0, names.size() - 1 - choice.from));
    Shape shape = shapes.get(x);
    switch (KINDS.get(choice.kind)) {
      case UNITS -> units(x, choice.units);
      case RELU -> add("relu", new Relu(), List.of(x));
      case SUM -> add("sum", new Add(), List.of(x, fitting(x, choice.other, shape::equals)));
      case RESIDUAL -> add("sum", new Add(), List.of(x, units(x, shape.last())));
      case STACK -> {
        String other = fitting(x, choice.other, it -> pixels(it).equals(pixels(shape)));
        if (shape.last() + shapes.get(other).last() <= MOST_CHANNELS) {
          add("stack", new Concat(), List.of(other, x));
        }
      }
      case NORM -> add("norm", new BatchNorm(RandomChain.NORM_EPSILON, 0.9), List.of(x));
      case POOL -> {
        if (isImage(x)) {
          add("pool", new MaxPool2d(2, 1, Padding.SAME), List.of(x));
        }
      }
      case MEAN -> {
        if (isImage(x)) {
          add("mean", new GlobalAveragePool(), List.of(x));
        }
      }
      case FLATTEN -> {
        if (isImage(x) && shape.elements() <= MOST_FEATURES) {
          add("flatten", new Flatten(), List.of(x));
        }
      }
      case DROPOUT -> add("dropout", new Dropout(0.25), List.of(x));
    }
  }

  /** A convolution or a dense node, whose window is its number of units. */
  private String units(String x, int units) {
    return isImage(x)
        ? add("conv", Conv2d.same(units, Math.min(units, 3)), List.of(x))
        : add("fc", new Dense(units), List.of(x));
  }

  @FunctionalInterface
  private interface Fits {
    boolean shape(Shape shape);
  }

  /** One of the values that fit, the latest first; the value itself is among them. */
  private String fitting(String value, int which, Fits fits) {
    List<String> found = new ArrayList<>();
    shapes.forEach(
        (name, shape) -> {
          if (fits.shape(shape)) {
            found.add(0, name);
          }
        });
    return found.isEmpty() ? value : found.get(which % found.size());
  }

  private boolean isImage(String value) {
    return shapes.get(value).rank() == 3;
  }

  /** All extents but the channels. */
  private static List<Integer> pixels(Shape shape) {
    return shape.rank() == 3 ? List.of(shape.extent(0), shape.extent(1)) : List.of();
  }

  private String add(String kind, Op op, List<String> inputs) {
    String name = kind + shapes.size();
    shapes.put(name, op.outputShape(inputs.stream().map(shapes::get).toList()));
    sources.put(
        name, graph.add(name, op, inputs.stream().map(sources::get).toArray(Source[]::new)));
    unread.removeAll(inputs);
    unread.add(name);
    return name;
  }
}
