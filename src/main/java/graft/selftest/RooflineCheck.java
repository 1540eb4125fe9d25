package graft.selftest;

import graft.device.AlgorithmPolicy;
import graft.device.Device;
import graft.device.Event;
import graft.device.Memory;
import graft.nn.Conv2d;
import graft.nn.Cost;
import graft.nn.Dense;
import graft.nn.GlorotUniform;
import graft.nn.Layer;
import graft.nn.MaxPool2d;
import graft.nn.Network;
import graft.nn.NetworkSpec;
import graft.nn.Relu;
import graft.random.Philox;
import graft.tensor.Shape;
import graft.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How long the teacher's layers take by CUDA events, beside the least that their arithmetic and
 * traffic take at the peaks of this very device: those of a large matrix product and a large copy.
 */
final class RooflineCheck implements Check {
  private static final int BATCH = 128;

  /** One of the teacher's stages. */
  private record Part(String name, boolean inputGradient, Shape input, List<Layer> layers) {}

  private static final List<Part> PARTS =
      List.of(
          new Part(
              "conv1 + pool1",
              false,
              Shape.of(28, 28, 1),
              List.of(Conv2d.same("conv1", 64, 3), new MaxPool2d("pool1", 2, 2))),
          new Part("conv2", true, Shape.of(14, 14, 64), List.of(Conv2d.same("conv2", 64, 3))),
          new Part(
              "fc1 + relu",
              true,
              Shape.of(7 * 7 * 64),
              List.of(new Dense("fc1", 64), new Relu("relu"))),
          new Part("fc2", true, Shape.of(64), List.of(new Dense("fc2", 10))));

  @Override
  public String name() {
    return "time by layer, roofline";
  }

  @Override
  public Outcome run(Bench bench) {
    Device device = bench.device();
    int passes = bench.thorough() ? 50 : 2;
    double flops = arithmeticPeak(device, bench.thorough() ? 4096 : 256, passes);
    double bytes = memoryPeak(device, bench.thorough() ? 256L << 20 : 1L << 20, passes);
    List<Chart.Bar> bars = new ArrayList<>();
    double largestShare = 0;
    boolean measured = flops > 0 && bytes > 0;
    for (Part part : PARTS) {
      NetworkSpec spec = new NetworkSpec(part.input(), part.layers());
      Network.Purpose purpose =
          part.inputGradient()
              ? Network.Purpose.TRAINING_WITH_INPUT_GRADIENT
              : Network.Purpose.TRAINING;
      try (Network network =
          new Network(device, spec, purpose, AlgorithmPolicy.defaults(), BATCH)) {
        Philox random = new Philox(1, 0);
        network.load(GlorotUniform.initialize(spec, random).weights());
        fill(device, network.input(BATCH), random);
        network.forward(BATCH);
        fill(device, network.logitsGradient(BATCH), random);
        for (boolean forward : new boolean[] {true, false}) {
          Runnable pass =
              () -> {
                if (forward) {
                  network.forward(BATCH);
                } else {
                  network.backward(BATCH);
                }
              };
          double micros = microseconds(device, pass, passes);
          List<Cost> costs = forward ? network.forwardCosts(BATCH) : network.backwardCosts(BATCH);
          double floor = costs.stream().mapToDouble(c -> c.floor(flops, bytes) * 1e6).sum();
          bars.add(
              new Chart.Bar(part.name() + (forward ? " forward" : " backward"), micros, floor));
          largestShare = Math.max(largestShare, floor / micros);
          measured &= micros > 0;
        }
      }
    }
    String found =
        String.format(
            Locale.ROOT,
            "peaks %.0f GFLOP/s, %.0f GB/s; the best layer at %.0f%% of its floor's speed",
            flops * 1e-9,
            bytes * 1e-9,
            100 * largestShare);
    return Outcome.of(measured, found, "all times measured; Winograd may pass 100%")
        .with(
            new Chart(
                "Layers of the teacher at batch " + BATCH + " (tick: the roofline's floor)",
                "us",
                bars));
  }

  private static void fill(Device device, Tensor tensor, Philox random) {
    float[] values = new float[tensor.shape().elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    device.stream().upload(values, tensor.pointer());
  }

  private static double microseconds(Device device, Runnable work, int times) {
    work.run();
    work.run();
    try (Event start = device.stream().record()) {
      for (int i = 0; i < times; i++) {
        work.run();
      }
      try (Event end = device.stream().record()) {
        end.synchronize();
        return end.millisSince(start) * 1e3 / times;
      }
    }
  }

  /** FLOP/s of a product of square matrices. */
  private static double arithmeticPeak(Device device, int n, int times) {
    long bytes = 4L * n * n;
    try (Memory a = zeros(device, bytes, "a");
        Memory b = zeros(device, bytes, "b");
        Memory c = zeros(device, bytes, "c")) {
      double micros =
          microseconds(
              device,
              () -> device.blas().multiply(n, n, n, a.pointer(), b.pointer(), c.pointer(), 0f),
              Math.max(1, times / 10));
      return 2.0 * n * n * n / (micros * 1e-6);
    }
  }

  /** Bytes a second that a copy within the device reads and writes. */
  private static double memoryPeak(Device device, long bytes, int times) {
    try (Memory from = zeros(device, bytes, "from");
        Memory to = zeros(device, bytes, "to")) {
      double micros =
          microseconds(
              device,
              () -> device.stream().copy(from.pointer(), to.pointer(), bytes),
              Math.max(1, times / 10));
      return 2.0 * bytes / (micros * 1e-6);
    }
  }

  private static Memory zeros(Device device, long bytes, String purpose) {
    Memory memory = device.allocate(bytes, "roofline: " + purpose);
    device.stream().clear(memory.pointer(), bytes);
    return memory;
  }
}
