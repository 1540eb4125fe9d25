package graft.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
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
  /** The file with the state, and the one with the figures. */
  static final String NAME = "residual";

  private static final int BATCH = 3;

  private final Module root = new Module();
  private final Conv2dImpl conv1 = register(root, "conv1", conv(3, 4, 3, 1, false));
  private final BatchNorm2dImpl bn1 = register(root, "bn1", norm(4));
  private final Module block = register(root, "block", new Module());
  private final Conv2dImpl first = register(block, "0", conv(4, 4, 3, 1, false));
  private final BatchNorm2dImpl norm = register(block, "1", norm(4));
  private final Conv2dImpl second = register(block, "3", conv(4, 4, 3, 1, true));
  private final Conv2dImpl down = register(root, "down", conv(4, 6, 1, 2, true));
  private final LinearImpl fc1 =
      register(root, "fc1", new LinearImpl(new LinearOptions(6 * 4 * 4, 10)));
  private final LinearImpl fc2 = register(root, "fc2", new LinearImpl(new LinearOptions(10, 5)));

  private static <M extends Module> M register(Module parent, String name, M module) {
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

  /** What it gives with the state in a folder, of an input that is drawn. */
  static Figures compute(Path folder) throws IOException {
    ResidualModule module = new ResidualModule();
    module.load(SavedState.read(folder.resolve(NAME + ".safetensors")));
    long[] shape = {BATCH, 3, 17, 16};
    Random random = new Random(NAME.hashCode());
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
    about.put("case", NAME);
    about.put("about", "what modules of PyTorch give with the state that Graft wrote");
    about.put("pytorch", Torch.version());
    return new Figures(about, figures);
  }

  /**
   * Writes the figures.
   *
   * @param arguments the folder with the state
   */
  public static void main(String[] arguments) throws IOException {
    torch.set_num_threads(1);
    Path folder = Path.of(arguments[0]);
    compute(folder).write(folder.resolve(NAME + GoldenFiles.SUFFIX));
    System.out.println("1 file in " + folder);
    System.exit(0); // PyTorch's threads would keep the process
  }
}
