package graft.model;

import graft.model.GraphBuilder.Source;
import graft.random.Philox;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A random graph: some blocks with branches, one behind the other, and dense nodes at the end. */
final class RandomGraph {
  private final Philox random;
  private final GraphBuilder graph;
  private final Map<String, Shape> shapes = new HashMap<>();
  private final boolean image;
  private int names;

  private RandomGraph(Philox random) {
    this.random = random;
    this.image = random.nextInt(4) > 0;
    Shape input =
        image
            ? Shape.of(2 + random.nextInt(5), 2 + random.nextInt(5), 1 + random.nextInt(3))
            : Shape.of(1 + random.nextInt(6));
    this.graph = NetworkSpec.graph(input);
    shapes.put(graph.input().name(), input);
  }

  static NetworkSpec draw(Philox random) {
    return new RandomGraph(random).draw();
  }

  private NetworkSpec draw() {
    Source at = graph.input();
    List<Source> heads = new ArrayList<>();
    int blocks = 1 + random.nextInt(3);
    for (int i = 0; i < blocks; i++) {
      if (random.nextInt(2) == 0) {
        at = branch(at, 1, channels());
      }
      at = block(at);
      if (random.nextInt(3) == 0) {
        at = add("relu", new Relu(), at);
      }
      if (random.nextInt(4) == 0) {
        heads.add(flat(at)); // read again at the end, past all that follows
      }
      if (image && random.nextInt(3) == 0) {
        at = add("pool", RandomOps.pooling(random, shapes.get(at.name())), at);
      }
    }
    heads.add(flat(at));
    Source features =
        heads.size() == 1 ? heads.get(0) : add("heads", new Concat(), heads.toArray(Source[]::new));
    if (random.nextInt(2) == 0) {
      features = add("hidden-relu", new Relu(), add("hidden", new Dense(channels()), features));
    }
    Dense classes = new Dense(2 + random.nextInt(4));
    Source logits = add("logits", classes, features);
    if (random.nextInt(4) == 0) {
      logits = add("voices", new Add(), logits, add("other-logits", classes, features));
    }
    return graph.build(logits);
  }

  private Source block(Source x) {
    return switch (random.nextInt(6)) {
      case 0 -> inAnyOrder(new Add(), x, branch(x, 1 + random.nextInt(2), channelsOf(x)));
      case 1 -> projected(x);
      case 2 ->
          inAnyOrder(
              new Concat(), branch(x, random.nextInt(2), channels()), branch(x, 2, channels()));
      case 3 -> add("twice", new Add(), x, x);
      case 4 -> add("twice", new Concat(), x, x);
      default -> doubled(x);
    };
  }

  /** A residual block with a projection, which sums two or three. */
  private Source projected(Source x) {
    int channels = channels();
    Source shortcut = branch(x, 1, channels);
    Source deep = branch(x, 2, channels);
    return random.nextInt(2) == 0
        ? inAnyOrder(new Add(), shortcut, deep)
        : add("sum", new Add(), deep, branch(x, 1, channels), shortcut);
  }

  /** A sum of what stands twice beside itself, and of another that reads the same node. */
  private Source doubled(Source x) {
    Source read = branch(x, 1, channels());
    Source pair = add("pair", new Concat(), read, read);
    return inAnyOrder(new Add(), pair, branch(read, 1, channelsOf(pair)));
  }

  private int channelsOf(Source source) {
    return shapes.get(source.name()).last();
  }

  private Source inAnyOrder(Op op, Source one, Source other) {
    return random.nextInt(2) == 0 ? add("join", op, one, other) : add("join", op, other, one);
  }

  /** So many convolutions or dense nodes, some with a ReLU; none gives the source itself. */
  private Source branch(Source from, int depth, int channels) {
    Source at = from;
    for (int i = 0; i < depth; i++) {
      at =
          image
              ? add("conv", RandomOps.keeping(random, channels), at)
              : add("fc", new Dense(channels), at);
      if (random.nextInt(3) == 0) {
        at = add("norm", new BatchNorm(RandomChain.NORM_EPSILON, 0.9), at);
      }
      if (random.nextInt(2) == 0) {
        at = add("relu", new Relu(), at);
      }
      if (random.nextInt(8) == 0) {
        at = add("dropout", new Dropout(0.25), at);
      }
    }
    return at;
  }

  private Source flat(Source source) {
    if (!image) {
      return source;
    }
    return random.nextInt(4) == 0
        ? add("mean", new GlobalAveragePool(), source)
        : add("flatten", new Flatten(), source);
  }

  private int channels() {
    return 1 + random.nextInt(4);
  }

  private Source add(String kind, Op op, Source... sources) {
    String name = kind + ++names;
    List<Shape> inputs = new ArrayList<>();
    for (Source source : sources) {
      inputs.add(shapes.get(source.name()));
    }
    shapes.put(name, op.outputShape(inputs));
    return graph.add(name, op, sources);
  }
}
