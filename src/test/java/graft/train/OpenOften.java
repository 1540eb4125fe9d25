package graft.train;

import graft.data.ImageDataset;
import graft.device.Device;
import graft.device.TestDevice;
import graft.model.Add;
import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Dropout;
import graft.model.GlobalAveragePool;
import graft.model.GraphBuilder;
import graft.model.MaxPool2d;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Relu;
import graft.nn.Sgd;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Opens a device, trains a network of all kinds of layers on it for two steps, and closes it, again
 * and again; prints the bytes that the process grows by each time.
 */
final class OpenOften {
  /** After which Java has loaded and compiled what it needs. */
  private static final int WARM_UP = 400;

  private static final int COUNTS = 3;

  private OpenOften() {}

  public static void main(String[] arguments) throws IOException {
    int count = Integer.parseInt(arguments[0]);
    Model model = Model.untrained(network(), 1);
    ImageDataset images =
        new ImageDataset(
            "black", new byte[4 * 8 * 8 * 3], new byte[] {0, 1, 2, 3}, Shape.of(8, 8, 3), 4);
    for (int i = 0; i < WARM_UP; i++) {
      open(model, images);
    }
    long least = Long.MAX_VALUE;
    for (int counted = 0; counted < COUNTS; counted++) {
      long before = bytes();
      for (int i = 0; i < count; i++) {
        open(model, images);
      }
      least = Math.min(least, (bytes() - before) / count);
    }
    System.out.println("bytes an open: " + least);
  }

  private static void open(Model model, ImageDataset images) {
    try (Device device = TestDevice.open();
        ResidentData data = ResidentData.upload(device, images)) {
      new Trainer(device, data, data)
          .train(model, TrainingOptions.of(1, 2, Sgd.of(0.1f, 0.9f)), TrainingListener.SILENT);
    }
  }

  private static NetworkSpec network() {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(8, 8, 3));
    GraphBuilder.Source first = graph.add("conv1", Conv2d.same(4, 3), graph.input());
    GraphBuilder.Source norm = graph.add("norm", new BatchNorm(), first);
    GraphBuilder.Source second = graph.add("conv2", Conv2d.same(4, 3), norm);
    GraphBuilder.Source sum = graph.add("sum", new Add(), norm, second);
    GraphBuilder.Source pooled = graph.add("pool", new MaxPool2d(2, 2), sum);
    GraphBuilder.Source relu = graph.add("relu", new Relu(), pooled);
    GraphBuilder.Source mean = graph.add("mean", new GlobalAveragePool(), relu);
    GraphBuilder.Source dropped = graph.add("dropout", new Dropout(0.5), mean);
    return graph.build(graph.add("logits", new Dense(4), dropped));
  }

  /**
   * Of the process's own memory, after Java's garbage is gone; its heap is there from the start.
   */
  private static long bytes() throws IOException {
    System.gc();
    List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
    String line = status.stream().filter(it -> it.startsWith("RssAnon:")).findFirst().orElseThrow();
    return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
  }
}
