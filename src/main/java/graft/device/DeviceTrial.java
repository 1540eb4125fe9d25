package graft.device;

import graft.platform.DeviceUnavailableException;
import graft.platform.GpuPlan;
import graft.platform.GpuTrial;
import graft.platform.Libraries;
import java.util.Optional;
import java.util.Random;

/**
 * Tries a GPU in a process of its own, which may crash or hang: loads the libraries of a plan,
 * opens the card and computes by cuDNN, by cuBLAS and as a graph, each judged by plain Java. Its
 * arguments are a {@link GpuPlan}'s.
 */
final class DeviceTrial {
  // Small whole numbers: only transforms and reduced precision round, far less than this.
  private static final double TOLERANCE = 1e-2;
  private static final int LARGEST = 3;
  private static final int BATCH = 2;
  private static final int SIDE = 8;
  private static final int CHANNELS = 4;
  private static final int FILTERS = 8;
  private static final int WINDOW = 3;
  private static final int ROWS = 16;
  private static final int INNER = 24;
  private static final int COLUMNS = 32;
  private static final long SEED = 12;

  private final GpuTrial.Speaker speaker = new GpuTrial.Speaker();
  private final Random random = new Random(SEED);

  private DeviceTrial() {}

  /** Wrong numbers. */
  private static final class WrongException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongException(String message) {
      super(message);
    }
  }

  public static void main(String[] arguments) {
    new DeviceTrial().run(GpuPlan.of(arguments));
  }

  private void run(GpuPlan plan) {
    try {
      Optional<Libraries> libraries = GpuTrial.load(plan, speaker);
      if (libraries.isPresent()) {
        compute(libraries.get());
        speaker.passed();
      }
    } catch (DeviceUnavailableException | CudaException | WrongException e) {
      speaker.failed(String.valueOf(e.getMessage()));
    }
  }

  private void compute(Libraries libraries) {
    speaker.step("opening the device");
    try (Device device = new Device(libraries, DeviceOptions.defaults())) {
      speaker.step("computing a convolution");
      convolve(device);
      speaker.step("computing a matrix product");
      multiply(device);
      speaker.step("launching a captured graph");
      replay(device);
      speaker.step("closing the device");
    }
    speaker.step("ending the process");
  }

  private void convolve(Device device) {
    ConvolutionShape shape =
        new ConvolutionShape(
            BATCH, SIDE, SIDE, CHANNELS, FILTERS, WINDOW, WINDOW, 1, 1, WINDOW / 2, WINDOW / 2);
    float[] input = numbers(shape.xElements());
    float[] filters = numbers(shape.wElements());
    try (Memory x = put(device, "x", input);
        Memory w = put(device, "w", filters);
        Memory y = device.allocate(shape.yElements() * Float.BYTES, "y");
        Convolution convolution = device.dnn().planConvolution(shape);
        Memory workspace = device.allocate(1 + convolution.workspaceBytes(), "workspace")) {
      convolution.forward(x.pointer(), w.pointer(), y.pointer(), Workspace.of(workspace));
      compare("y", get(device, y), convolution(input, filters));
    }
  }

  /** Cross-correlation of [N, H, W, C] by [K, 3, 3, C] with zeros around, as cuDNN defines it. */
  private static double[] convolution(float[] x, float[] w) {
    double[] y = new double[BATCH * SIDE * SIDE * FILTERS];
    for (int i = 0; i < y.length; i++) {
      int filter = i % FILTERS;
      int column = i / FILTERS % SIDE;
      int row = i / FILTERS / SIDE % SIDE;
      int image = i / FILTERS / SIDE / SIDE;
      for (int tap = 0; tap < WINDOW * WINDOW; tap++) {
        int from = row + tap / WINDOW - WINDOW / 2;
        int at = column + tap % WINDOW - WINDOW / 2;
        if (from >= 0 && from < SIDE && at >= 0 && at < SIDE) {
          for (int c = 0; c < CHANNELS; c++) {
            y[i] +=
                (double) x[((image * SIDE + from) * SIDE + at) * CHANNELS + c]
                    * w[(filter * WINDOW * WINDOW + tap) * CHANNELS + c];
          }
        }
      }
    }
    return y;
  }

  private void multiply(Device device) {
    float[] left = numbers(ROWS * INNER);
    float[] right = numbers(INNER * COLUMNS);
    try (Memory a = put(device, "a", left);
        Memory b = put(device, "b", right);
        Memory c = device.allocate((long) ROWS * COLUMNS * Float.BYTES, "c")) {
      device.blas().multiply(ROWS, COLUMNS, INNER, a.pointer(), b.pointer(), c.pointer(), 0);
      compare("c", get(device, c), product(left, right));
    }
  }

  private static double[] product(float[] a, float[] b) {
    double[] c = new double[ROWS * COLUMNS];
    for (int i = 0; i < c.length; i++) {
      for (int k = 0; k < INNER; k++) {
        c[i] += (double) a[i / COLUMNS * INNER + k] * b[k * COLUMNS + i % COLUMNS];
      }
    }
    return c;
  }

  /** A product, then a kernel of ours on it: relu. */
  private void replay(Device device) {
    float[] left = numbers(ROWS * INNER);
    float[] right = numbers(INNER * COLUMNS);
    long elements = (long) ROWS * COLUMNS;
    try (Memory a = put(device, "a", left);
        Memory b = put(device, "b", right);
        Memory c = device.allocate(elements * Float.BYTES, "c");
        Memory d = device.allocate(elements * Float.BYTES, "d")) {
      Runnable work =
          () -> {
            device.blas().multiply(ROWS, COLUMNS, INNER, a.pointer(), b.pointer(), c.pointer(), 0);
            device
                .kernel("relu")
                .launch(LaunchShape.forElements(elements), c.pointer(), d.pointer(), elements);
          };
      work.run();
      try (Graph graph = device.stream().capture(work)) {
        device.stream().clear(d.pointer(), d.bytes());
        graph.launch();
        double[] expected = product(left, right);
        for (int i = 0; i < expected.length; i++) {
          expected[i] = Math.max(0, expected[i]);
        }
        compare("d", get(device, d), expected);
      }
    }
  }

  private float[] numbers(long count) {
    float[] numbers = new float[Math.toIntExact(count)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = random.nextInt(2 * LARGEST + 1) - LARGEST;
    }
    return numbers;
  }

  private static Memory put(Device device, String purpose, float[] numbers) {
    Memory memory = device.allocate((long) numbers.length * Float.BYTES, purpose);
    device.stream().upload(numbers, memory.pointer());
    return memory;
  }

  private static float[] get(Device device, Memory memory) {
    float[] numbers = new float[Math.toIntExact(memory.bytes() / Float.BYTES)];
    device.stream().download(memory.pointer(), numbers);
    return numbers;
  }

  private static void compare(String name, float[] found, double[] expected) {
    for (int i = 0; i < expected.length; i++) {
      // Written so that NaN fails.
      if (!(Math.abs(found[i] - expected[i]) <= TOLERANCE)) {
        throw new WrongException(
            "wrong numbers: " + name + "[" + i + "] is " + found[i] + ", expected " + expected[i]);
      }
    }
  }
}
