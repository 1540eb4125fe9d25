package graft.exchange.torch;

import graft.exchange.FlattenedOrder;
import graft.files.ModelFile;
import graft.model.Add;
import graft.model.AveragePool2d;
import graft.model.BatchNorm;
import graft.model.Concat;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Dropout;
import graft.model.Flatten;
import graft.model.GlobalAveragePool;
import graft.model.MaxPool2d;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.Op;
import graft.model.Padding;
import graft.model.Relu;
import graft.model.Windows;
import graft.tensor.Shape;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The source of a PyTorch module that is a network: its modules, and what flows through them. */
final class TorchSource {
  private static final String ADD =
      """

      def add(parent, path, module):
          \"""Registers a module under a path such as layer1.0.conv1.\"""
          *parents, name = path.split(".")
          for between in parents:
              if not hasattr(parent, between):
                  parent.add_module(between, nn.Module())
              parent = getattr(parent, between)
          parent.add_module(name, module)

      """;

  private final ModelFile file;
  private final NetworkSpec spec;
  private final String weights;
  private final Map<String, String> modules;
  private final Map<String, String> variables = new HashMap<>();

  /**
   * Of a model.
   *
   * @param weights the name of the file that the module loads
   */
  TorchSource(ModelFile file, String weights) {
    this.file = file;
    this.spec = file.model().spec();
    this.weights = weights;
    this.modules = TorchNames.of(spec);
    new FlattenedOrder(spec); // refuses what would be in another order
    Set<String> taken = new HashSet<>(Set.of("x", "self", "torch", "nn", "functional"));
    variables.put(NetworkSpec.INPUT, "x");
    for (Node node : spec.nodes()) {
      String name = TorchNames.of(node.name()).replace('.', '_');
      name = name.matches("[0-9].*") ? "_" + name : name;
      while (!taken.add(name)) {
        name += "_";
      }
      variables.put(node.name(), name);
    }
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(head());
    for (Node node : spec.nodes()) {
      module(node).ifPresent(line -> text.append("        ").append(line).append('\n'));
    }
    text.append("\n    def forward(self, x):\n");
    text.append("        \"\"\"Logits of what preprocess gives.\"\"\"\n");
    for (Node node : spec.nodes()) {
      text.append("        %s = %s%n".formatted(variables.get(node.name()), flow(node)));
    }
    text.append("        return ").append(variables.get(spec.output().name())).append('\n');
    return text.toString().replace(System.lineSeparator(), "\n");
  }

  private String head() {
    boolean image = spec.input().rank() == 3;
    return """
    \"""The network whose weights are in %1$s; Graft wrote both.

        from safetensors.torch import load_file

        network = Network()
        network.load_state_dict(load_file("%1$s"))
        logits = network.eval()(preprocess(%2$s))
    \"""

    import torch
    from torch import nn
    from torch.nn import functional

    CLASSES = %3$s
    MEAN = %4$s
    DEVIATION = %5$s


    def preprocess(x):
        \"""%6$s\"""
        return %7$s

    %8$s
    class Network(nn.Module):
        def __init__(self):
            super().__init__()
    """
        .formatted(
            weights,
            image ? "images" : "features",
            file.classNames().stream().map(TorchSource::quoted).toList(),
            numbers(file.preprocessing().mean()),
            numbers(file.preprocessing().deviation()),
            image
                ? "What the network is fed, [N, C, H, W], of bytes [N, H, W, C]."
                : "What the network is fed, of bytes [N, features].",
            (image ? "(x.permute(0, 3, 1, 2)" : "(x")
                + ".float() / 255 - torch.tensor(MEAN)%1$s) / torch.tensor(DEVIATION)%1$s"
                    .formatted(image ? "[:, None, None]" : ""),
            modules.values().stream().anyMatch(TorchSource::isNested) ? ADD : "");
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = c >= ' ' && c < 127 && c != '"' && c != '\\';
      quoted.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "\\u%04x", (int) c));
    }
    return quoted.append('"').toString();
  }

  private static String numbers(List<Double> numbers) {
    return numbers.stream().map(Object::toString).collect(Collectors.joining(", ", "[", "]"));
  }

  /** The line that makes a node's module, if it has one. */
  private Optional<String> module(Node node) {
    Op op = node.op();
    String made;
    if (op instanceof Conv2d conv) {
      Padding.Explicit borders = conv.windows().borders(spec.shapeOf(node.input()));
      made =
          String.format(
              Locale.ROOT,
              "nn.Conv2d(%d, %d, (%d, %d), stride=%d%s%s)",
              spec.shapeOf(node.input()).last(),
              conv.filters(),
              conv.kernelHeight(),
              conv.kernelWidth(),
              conv.stride(),
              isSymmetric(borders) ? padding(borders) : "",
              conv.bias() ? "" : ", bias=False");
    } else if (op instanceof Dense dense) {
      made =
          String.format(
              Locale.ROOT, "nn.Linear(%d, %d)", spec.shapeOf(node.input()).last(), dense.units());
    } else if (op instanceof BatchNorm norm) {
      Shape shape = spec.shapeOf(node.name());
      made =
          String.format(
              Locale.ROOT,
              "nn.BatchNorm%dd(%d, eps=%s, momentum=%s)",
              shape.rank() == 3 ? 2 : 1,
              shape.last(),
              norm.epsilon(),
              // PyTorch's momentum is what a batch gives, not what is kept.
              BigDecimal.ONE
                  .subtract(BigDecimal.valueOf(norm.momentum()))
                  .round(MathContext.DECIMAL32)
                  .toPlainString());
    } else {
      return Optional.empty();
    }
    String path = modules.get(node.name());
    return Optional.of(
        isNested(path)
            ? "add(self, \"%s\", %s)".formatted(path, made)
            : "self.%s = %s".formatted(path, made));
  }

  /** Whether it is no name that a module has as an attribute of its own. */
  private static boolean isNested(String path) {
    return path.contains(".") || path.matches("[0-9].*");
  }

  private static boolean isSymmetric(Padding.Explicit borders) {
    return borders.top() == borders.bottom() && borders.left() == borders.right();
  }

  private static String padding(Padding.Explicit borders) {
    return borders.top() == 0 && borders.left() == 0
        ? ""
        : String.format(Locale.ROOT, ", padding=(%d, %d)", borders.top(), borders.left());
  }

  private static String padded(String x, Padding.Explicit borders, String value) {
    return String.format(
        Locale.ROOT,
        "functional.pad(%s, (%d, %d, %d, %d)%s)",
        x,
        borders.left(),
        borders.right(),
        borders.top(),
        borders.bottom(),
        value);
  }

  /** The expression of a node's output. */
  private String flow(Node node) {
    Op op = node.op();
    List<String> inputs = node.inputs().stream().map(variables::get).toList();
    String x = inputs.get(0);
    if (op instanceof Conv2d conv) {
      Padding.Explicit borders = conv.windows().borders(spec.shapeOf(node.input()));
      return call(node, isSymmetric(borders) ? x : padded(x, borders, ""));
    } else if (op instanceof Dense || op instanceof BatchNorm) {
      return call(node, x);
    } else if (op instanceof Relu) {
      return "torch.relu(" + x + ")";
    } else if (op instanceof Dropout dropout) {
      return "functional.dropout(%s, %s, self.training)".formatted(x, dropout.rate());
    } else if (op instanceof Flatten) {
      return "torch.flatten(" + x + ", 1)";
    } else if (op instanceof GlobalAveragePool) {
      return x + ".mean((2, 3))";
    } else if (op instanceof Concat) {
      return "torch.cat([%s], 1)".formatted(String.join(", ", inputs));
    } else if (op instanceof Add) {
      return String.join(" + ", inputs);
    } else if (op instanceof MaxPool2d pool) {
      return maxPool(node, x, pool.windows());
    } else if (op instanceof AveragePool2d pool) {
      return averagePool(node, x, pool.windows());
    }
    throw new IllegalStateException("no PyTorch for a " + op.kind());
  }

  private String call(Node node, String x) {
    String path = modules.get(node.name());
    return isNested(path)
        ? "self.get_submodule(\"%s\")(%s)".formatted(path, x)
        : "self.%s(%s)".formatted(path, x);
  }

  /** PyTorch's own padding is the same above and below, and at most half a window. */
  private boolean isPadded(Node node, Windows windows) {
    Padding.Explicit borders = windows.borders(spec.shapeOf(node.input()));
    int most = Math.max(borders.top(), borders.left());
    return isSymmetric(borders) && 2 * most <= Math.min(windows.height(), windows.width());
  }

  private String maxPool(Node node, String x, Windows windows) {
    Padding.Explicit borders = windows.borders(spec.shapeOf(node.input()));
    boolean padded = isPadded(node, windows);
    return String.format(
        Locale.ROOT,
        "functional.max_pool2d(%s, %d, %d%s)",
        padded ? x : padded(x, borders, ", value=-torch.inf"),
        windows.height(),
        windows.stride(),
        padded ? padding(borders) : "");
  }

  /** What lies outside counts for nothing: without PyTorch's padding, as a quotient of sums. */
  private String averagePool(Node node, String x, Windows windows) {
    Padding.Explicit borders = windows.borders(spec.shapeOf(node.input()));
    String pooled = "functional.avg_pool2d(%s, " + windows.height() + ", " + windows.stride();
    if (isPadded(node, windows)) {
      return (pooled + "%s, count_include_pad=False)").formatted(x, padding(borders));
    }
    String of = pooled + ")";
    return of.formatted(padded(x, borders, ""))
        + " / "
        + of.formatted(padded("torch.ones_like(" + x + ")", borders, ""));
  }
}
