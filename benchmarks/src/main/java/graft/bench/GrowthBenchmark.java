package graft.bench;

import graft.model.BatchNorm;
import graft.model.ChainBuilder;
import graft.model.ChannelFlow;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.MaxPool2d;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.Relu;
import graft.net2net.ChannelGroup;
import graft.net2net.ChannelGroups;
import graft.net2net.Deepen;
import graft.net2net.SymmetryBreaking;
import graft.net2net.Widen;
import graft.random.Philox;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Growing ResNet-20 (0.27 million parameters) and a VGG-16 (15 million, 60 million after all of it
 * has grown to twice its width), on the host.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(jvmArgsPrepend = "-Xmx3g")
public class GrowthBenchmark {
  private static final Shape SAMPLE = Shape.of(32, 32, 3);
  private static final int CLASSES = 10;

  private static final int[] FILTERS = {
    64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512
  };

  /** What grows. */
  public enum Network {
    /** As {@code examples/resnet20.yaml} has it. */
    RESNET20 {
      @Override
      NetworkSpec spec() {
        return ColourNetworks.resnet20(SAMPLE, CLASSES);
      }
    },
    /** With normalisation, and one hidden dense layer of 512. */
    VGG16 {
      @Override
      NetworkSpec spec() {
        ChainBuilder chain = NetworkSpec.chain(SAMPLE);
        for (int i = 0; i < FILTERS.length; i++) {
          chain.then("conv" + i, Conv2d.same(FILTERS[i], 3).withoutBias());
          chain.then("conv" + i + "-bn", new BatchNorm()).then("conv" + i + "-relu", new Relu());
          if (i == 1 || i == 3 || i == 6 || i == 9 || i == 12) {
            chain.then("pool" + i, new MaxPool2d(2, 2));
          }
        }
        chain.then("flatten", new Flatten()).then("hidden", new Dense(512));
        return chain.then("relu", new Relu()).then("fc", new Dense(CLASSES)).build();
      }
    };

    abstract NetworkSpec spec();
  }

  /** How it grows. */
  public enum Growth {
    /** A group of the last third, with shares drawn for each outgoing weight. */
    WIDEN_ONE {
      @Override
      Model of(Model teacher) {
        List<String> groups = groups(teacher.spec());
        String one = groups.get(2 * groups.size() / 3);
        return widened(teacher, List.of(one), SymmetryBreaking.RANDOM_SHARES);
      }
    },
    /** All groups, with shares drawn for each outgoing weight. */
    WIDEN_ALL_SHARES {
      @Override
      Model of(Model teacher) {
        return widened(teacher, groups(teacher.spec()), SymmetryBreaking.RANDOM_SHARES);
      }
    },
    /** All groups, with equal shares. */
    WIDEN_ALL_EQUAL {
      @Override
      Model of(Model teacher) {
        return widened(teacher, groups(teacher.spec()), SymmetryBreaking.NONE);
      }
    },
    /** Another convolution behind each. */
    DEEPEN_ALL {
      @Override
      Model of(Model teacher) {
        Model model = teacher;
        for (Node node : teacher.spec().nodes()) {
          if (node.op() instanceof Conv2d) {
            model = Deepen.net2deeper(model, node.name()).model();
          }
        }
        return model;
      }
    };

    abstract Model of(Model teacher);
  }

  /** The first maker of each group that can grow. */
  static List<String> groups(NetworkSpec spec) {
    Set<String> seen = new HashSet<>();
    List<String> groups = new ArrayList<>();
    ChannelGroups all = new ChannelGroups(spec);
    for (Node node : spec.nodes()) {
      if (spec.flowOf(node) instanceof ChannelFlow.Makes && !seen.contains(node.name())) {
        ChannelGroup group = all.of(node.name());
        seen.addAll(group.makers());
        if (!group.output()) {
          groups.add(node.name());
        }
      }
    }
    return groups;
  }

  private static Model widened(Model teacher, List<String> groups, SymmetryBreaking breaking) {
    Philox random = new Philox(1, 0);
    Model model = teacher;
    for (String node : groups) {
      int width = 2 * model.spec().shapeOf(node).last();
      model = Widen.net2wider(model, node, width, breaking, random).model();
    }
    return model;
  }

  @Param private Network network;
  @Param private Growth growth;
  private Model teacher;

  @Setup(Level.Trial)
  public void draw() {
    teacher = Model.untrained(network.spec(), 1);
  }

  @Benchmark
  public Model grow() {
    return growth.of(teacher);
  }
}
