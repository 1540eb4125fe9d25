package graft.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Images a second of PyTorch's training steps (forward, backward, SGD with momentum and decay) and
 * inference on the colour networks: {@code make bench-peers}. Prints a table as {@code
 * benchmarks.jar steps} does.
 */
public final class Speed {
  private static final int WARM_UP_STEPS = 3;

  private final SpeedOptions options;
  private final Tensor images = torch.rand(SpeedOptions.SAMPLES, 3, 32, 32);
  private final Tensor labels =
      torch
          .randint(0L, (long) ColourNetwork.CLASSES, new long[] {SpeedOptions.SAMPLES})
          .to(torch.ScalarType.Long);

  private Speed(SpeedOptions options) {
    this.options = options;
  }

  /** Prints the table. */
  public static void main(String[] arguments) throws IOException {
    SpeedOptions options;
    try {
      options = SpeedOptions.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n" + SpeedOptions.USAGE);
      System.exit(2);
      return;
    }
    if (!"1".equals(System.getenv("OPENBLAS_NUM_THREADS"))) {
      System.err.println(
          "OPENBLAS_NUM_THREADS is not 1: OpenBLAS' threads would fight with PyTorch's");
      System.exit(2);
    }
    torch.manual_seed(1);
    torch.set_num_threads(options.threads());
    System.out.printf(
        "PyTorch %s from Java, channels_last, %d threads, middle of %d x %s s%n%n",
        Torch.version(), options.threads(), options.repetitions(), options.seconds());
    System.out.println("| network | batch | training | forward only | peak MB |");
    System.out.println("| --- | --- | --- | --- | --- |");
    new Speed(options).table();
    System.exit(0); // PyTorch's threads would keep the process
  }

  private void table() throws IOException {
    for (String network : options.networks()) {
      for (int batch : options.batches()) {
        System.out.printf(
            Locale.ROOT,
            "| %s | %d | %.0f | %.0f | %d |%n",
            network,
            batch,
            training(ColourNetwork.of(network), batch),
            inference(ColourNetwork.of(network), batch),
            peakMegabytes());
      }
    }
  }

  private double training(ColourNetwork network, int batch) {
    SGDOptions sgd = new SGDOptions(0.01);
    sgd.momentum().put(0.9);
    sgd.weight_decay().put(5e-4);
    SGD optimizer = new SGD(network.trained(), sgd);
    return imagesPerSecond(
        batch,
        first -> {
          try (PointerScope scope = new PointerScope()) {
            Tensor x = ColourNetwork.channelsLast(images.narrow(0, first, batch));
            optimizer.zero_grad();
            Draft.meanLoss(network.logits(x), labels.narrow(0, first, batch), 0).backward();
            optimizer.step();
          }
        });
  }

  private double inference(ColourNetwork network, int batch) {
    network.setTraining(false);
    return imagesPerSecond(
        batch,
        first -> {
          try (PointerScope scope = new PointerScope();
              InferenceMode mode = new InferenceMode(true)) {
            Tensor x = ColourNetwork.channelsLast(images.narrow(0, first, batch));
            network.logits(x).argmax(new LongOptional(1), false).sum();
          }
        });
  }

  private interface Step {
    /** One step on the samples from the first one on. */
    void run(long first);
  }

  private double imagesPerSecond(int batch, Step step) {
    int batches = SpeedOptions.SAMPLES / batch;
    for (int i = 0; i < WARM_UP_STEPS; i++) {
      step.run((long) i % batches * batch);
    }
    double[] rates = new double[options.repetitions()];
    for (int i = 0; i < rates.length; i++) {
      long start = System.nanoTime();
      long steps = 0;
      double seconds = 0;
      while (seconds < options.seconds()) {
        step.run(steps++ % batches * batch);
        seconds = (System.nanoTime() - start) * 1e-9;
      }
      rates[i] = steps * batch / seconds;
    }
    Arrays.sort(rates);
    return rates[rates.length / 2];
  }

  /** The most memory that this process has held so far. */
  private static long peakMegabytes() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElseThrow();
    }
  }
}
