package graft.peers;

import java.nio.DoubleBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Draws what a case begins with, and records what comes of it. All shapes are Graft's; all tensors
 * that are handed out or taken are PyTorch's.
 *
 * <p>Numbers are standard normal ones of {@link Random}, whose algorithm is part of Java's
 * specification, rounded to five decimals and then to float32, so that every side computes from the
 * same.
 */
final class Draft {
  /** Where losses leave no label out. */
  private static final long NO_IGNORED_LABEL = -100;

  private static final long NO_REDUCTION = 0;
  private static final long MEAN = 1;

  private final long seed;
  private final Random random;
  private final torch.ScalarType type;
  private final Map<String, Figure> figures = new LinkedHashMap<>();
  private final Map<String, Leaf> leaves = new LinkedHashMap<>();

  private record Leaf(Tensor tensor, Layout layout) {}

  Draft(long seed, torch.ScalarType type) {
    this.seed = seed;
    this.random = new Random(seed);
    this.type = type;
  }

  /** All that was recorded. */
  Figures figures(String name, String about) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("case", name);
    facts.put("about", about);
    facts.put("pytorch", Torch.version());
    facts.put("type", type == torch.ScalarType.Double ? "float64" : "float32");
    facts.put("seed", String.valueOf(seed));
    return new Figures(facts, figures);
  }

  /** The input: {@code [N, H, W, C]}, which becomes {@code [N, C, H, W]}. */
  Tensor images(int n, int h, int w, int c) {
    return images(n, h, w, c, 0);
  }

  /** As {@link #images(int, int, int, int)}, drawn around a mean. */
  Tensor images(int n, int h, int w, int c, double mean) {
    return leaf("input", Layout.CHANNELS_LAST, 1, mean, n, h, w, c);
  }

  /** The input: {@code [N, features]}. */
  Tensor features(int n, int features) {
    return leaf("input", Layout.PLAIN, 1, 0, n, features);
  }

  /** A convolution's kernel: {@code [K, R, S, C]}, which becomes {@code [K, C, R, S]}. */
  Tensor kernel(String node, int k, int r, int s, int c) {
    double scale = Math.sqrt(2.0 / (r * s * c));
    return leaf(node + "/kernel", Layout.CHANNELS_LAST, scale, 0, k, r, s, c);
  }

  /** A dense kernel: {@code [in, out]}, which becomes {@code [out, in]}. */
  Tensor dense(String node, int in, int out) {
    return leaf(node + "/kernel", Layout.TRANSPOSED, Math.sqrt(2.0 / in), 0, in, out);
  }

  /** A parameter {@code [n]}, drawn around a mean. */
  Tensor vector(String name, int n, double mean) {
    return leaf(name, Layout.PLAIN, 0.2, mean, n);
  }

  /** A tensor {@code [n]} that has no gradient, drawn around a mean. */
  Tensor constant(String name, int n, double mean) {
    return drawn(name, Layout.PLAIN, 0.2, mean, n);
  }

  /** What was drawn and has a gradient, but for the input, by name. */
  Map<String, Tensor> parameters() {
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    leaves.forEach((name, leaf) -> parameters.put(name, leaf.tensor()));
    parameters.remove("input");
    return parameters;
  }

  /** Labels {@code [n]} below the number of classes. */
  Tensor labels(int n, int classes) {
    double[] values = random.ints(n, 0, classes).asDoubleStream().toArray();
    figures.put("labels", new Figure(new long[] {n}, values, true));
    return Tensor.create(values, n).to(torch.ScalarType.Long);
  }

  private Tensor leaf(String name, Layout layout, double scale, double mean, long... shape) {
    Tensor tensor = drawn(name, layout, scale, mean, shape).set_requires_grad(true);
    leaves.put(name, new Leaf(tensor, layout));
    return tensor;
  }

  private Tensor drawn(String name, Layout layout, double scale, double mean, long... shape) {
    int count = 1;
    for (long extent : shape) {
      count = Math.toIntExact(count * extent);
    }
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (Math.rint((mean + scale * random.nextGaussian()) * 1e5) / 1e5);
    }
    figures.put(name, new Figure(shape, values, true));
    return layout.toTorch(Tensor.create(values, shape).to(type)).contiguous().detach();
  }

  /** Records a result. */
  void computed(String name, Layout layout, Tensor tensor) {
    Tensor graft = layout.toGraft(tensor.detach()).to(torch.ScalarType.Double).contiguous().clone();
    long[] shape = graft.dim() == 0 ? new long[] {1} : graft.sizes().vec().get();
    double[] values = new double[Math.toIntExact(graft.numel())];
    DoubleBuffer buffer = graft.createBuffer();
    buffer.get(values);
    figures.put(name, new Figure(shape, values, false));
  }

  /** Records a row of numbers. */
  void computed(String name, double[] values) {
    figures.put(name, new Figure(new long[] {values.length}, values, false));
  }

  /** Records the output, draws its gradient, and records that of all that was drawn. */
  void backward(Tensor output) {
    Layout layout = Layout.ofOutput(output);
    computed("output", layout, output);
    Figure found = figures.get("output");
    Tensor gradient = drawn("gradient/output", layout, 1, 0, found.shape());
    output.mul(gradient).sum().backward();
    gradients();
  }

  /**
   * Records the logits {@code [N, classes]}, each row's loss, their mean, and the gradients of
   * that.
   */
  void loss(Tensor logits, Tensor labels, double smoothing) {
    computed("output", Layout.PLAIN, logits);
    computed("losses", Layout.PLAIN, crossEntropy(logits, labels, NO_REDUCTION, smoothing));
    Tensor loss = meanLoss(logits, labels, smoothing);
    computed("loss", Layout.PLAIN, loss);
    loss.backward();
    gradients();
  }

  /** The mean cross entropy. */
  static Tensor meanLoss(Tensor logits, Tensor labels, double smoothing) {
    return crossEntropy(logits, labels, MEAN, smoothing);
  }

  private static Tensor crossEntropy(
      Tensor logits, Tensor labels, long reduction, double smoothing) {
    return torch.cross_entropy_loss(
        logits, labels, new TensorOptional(), reduction, NO_IGNORED_LABEL, smoothing);
  }

  private void gradients() {
    leaves.forEach(
        (name, leaf) -> computed("gradient/" + name, leaf.layout(), leaf.tensor().grad()));
  }

  /** Records all parameters as they are now. */
  void parametersAfter() {
    leaves.forEach(
        (name, leaf) -> {
          if (!name.equals("input")) {
            computed("after/" + name, leaf.layout(), leaf.tensor());
          }
        });
  }
}
