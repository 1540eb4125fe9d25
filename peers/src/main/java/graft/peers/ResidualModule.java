package graft.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.BatchNorm2dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.LinearOptions;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A small residual network of PyTorch's own modules, which takes the state that Graft wrote of the
 * same network: all of it, and nothing else, as {@code load_state_dict} does.
 */
public final class ResidualModule {
  /** The files with the states, and those with the figures. */
  static final List<String> NAMES = List.of("residual", "residual-wider");

  private static final int BATCH = 3;

  /**
   * The modules as Java made them. PyTorch calls back into these objects and holds none of them:
   * one that is collected is a null pointer to it.
   */
  private final List<Module> made = new ArrayList<>();

  private final Module root = new Module();
  private final Conv2dImpl conv1;
  private final BatchNorm2dImpl bn1;
  private final Conv2dImpl first;
  private final BatchNorm2dImpl norm;
  private final Conv2dImpl second;
  private final Conv2dImpl down;
  private final LinearImpl fc1;
  private final LinearImpl fc2;

  /** The module of one of {@link #NAMES}. */
  static ResidualModule of(String name) {
    return name.endsWith("wider") ? new ResidualModule(6, 9, 15) : new ResidualModule(4, 6, 10);
  }

  private ResidualModule(int channels, int filters, int units) {
    conv1 = register(root, "conv1", conv(3, channels, 3, 1, false));
    bn1 = register(root, "bn1", norm(channels));
    Module block = register(root, "block", new Module());
    first = register(block, "0", conv(channels, channels, 3, 1, false));
    norm = register(block, "1", norm(channels));
    second = register(block, "3", conv(channels, channels, 3, 1, true));
    down = register(root, "down", conv(channels, filters, 1, 2, true));
    fc1 = register(root, "fc1", new LinearImpl(new LinearOptions(filters * 4 * 4, units)));
    fc2 = register(root, "fc2", new LinearImpl(new LinearOptions(units, 5)));
  }

  private <M extends Module> M register(Module parent, String name, M module) {
    made.add(module);
    return parent.register_module(name, module);
  }

  private static Conv2dImpl conv(int in, int out, int window, int stride, boolean bias) {
    Conv2dOptions options = new Conv2dOptions(in, out, new LongPointer(window, window));
    options.stride().put(new long[] {stride, stride}); // put(i, n) would be another method
    options.padding().put(new LongPointer(window / 2, window / 2));
    options.bias().put(bias);
    return new Conv2dImpl(options);
  }

  private static BatchNorm2dImpl norm(int channels) {
    return new BatchNorm2dImpl(new BatchNormOptions(channels));
  }

  /** Its parameters and buffers by name. */
  Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    for (StringTensorDict part :
        new StringTensorDict[] {root.named_parameters(), root.named_buffers()}) {
      for (long i = 0; i < part.size(); i++) {
        String name = part.keys().get(i).getString();
        state.put(name, part.get(name));
      }
    }
    return state;
  }

  /**
   * Takes a state.
   *
   * @throws IllegalArgumentException if a name is missing or left over, or a shape is another
   */
  void load(Map<String, Tensor> saved) {
    Map<String, Tensor> state = state();
    if (!state.keySet().equals(saved.keySet())) {
      throw new IllegalArgumentException(
          "found %s, expected %s".formatted(saved.keySet(), state.keySet()));
    }
    try (NoGradGuard guard = new NoGradGuard()) {
      state.forEach(
          (name, tensor) -> {
            Tensor from = saved.get(name);
            if (!Arrays.equals(from.shape(), tensor.shape())) {
              throw new IllegalArgumentException(
                  "%s has shape %s, expected %s"
                      .formatted(
                          name, Arrays.toString(from.shape()), Arrays.toString(tensor.shape())));
            }
            tensor.copy_(from);
          });
    }
    root.eval();
  }

  /** The logits of {@code [N, 3, 17, 16]}. */
  Tensor logits(Tensor x) {
    Tensor y = torch.relu(bn1.forward(conv1.forward(x)));
    Tensor deep = second.forward(torch.relu(norm.forward(first.forward(y))));
    y = torch.max_pool2d(torch.relu(y.add(deep)), 2);
    y = torch.flatten(down.forward(y), 1, -1);
    return fc2.forward(torch.relu(fc1.forward(y)));
  }

  /** What it gives with a state in a folder, of an input that is drawn, the same for all. */
  static Figures compute(Path folder, String name) throws IOException {
    ResidualModule module = of(name);
    module.load(SavedState.read(folder.resolve(name + ".safetensors")));
    long[] shape = {BATCH, 3, 17, 16};
    Random random = new Random(NAMES.get(0).hashCode());
    float[] drawn = new float[BATCH * 3 * 17 * 16];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = (float) (random.nextInt(2000) / 1000.0 - 1);
    }
    double[] input = new double[drawn.length];
    Arrays.setAll(input, i -> drawn[i]);
    float[] logits = new float[BATCH * 5];
    try (NoGradGuard guard = new NoGradGuard()) {
      module.logits(Tensor.create(drawn).reshape(shape)).contiguous().data_ptr_float().get(logits);
    }
    double[] output = new double[logits.length];
    Arrays.setAll(output, i -> logits[i]);
    Map<String, Figure> figures = new LinkedHashMap<>();
    figures.put("input", new Figure(shape, input, true));
    figures.put("output", new Figure(new long[] {BATCH, 5}, output, false));
    Map<String, String> about = new LinkedHashMap<>();
    about.put("case", name);
    about.put("about", "what modules of PyTorch give with the state that Graft wrote");
    about.put("pytorch", Torch.version());
    return new Figures(about, figures);
  }

  /**
   * Writes the figures.
   *
   * @param arguments the folder with the states
   */
  public static void main(String[] arguments) throws IOException {
    Torch.forFigures();
    Path folder = Path.of(arguments[0]);
    for (String name : NAMES) {
      compute(folder, name).write(folder.resolve(name + GoldenFiles.SUFFIX));
    }
    System.out.println(NAMES.size() + " files in " + folder);
    System.exit(0); // PyTorch's threads would keep the process
  }
}
