package graft.config;

import static org.assertj.core.api.Assertions.assertThat;

import graft.data.ImageDataset;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.model.Add;
import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.GlobalAveragePool;
import graft.model.GraphBuilder;
import graft.model.GraphBuilder.Source;
import graft.model.MaxPool2d;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Padding;
import graft.model.Preprocessing;
import graft.model.Relu;
import graft.net2net.Deepen;
import graft.net2net.Widen;
import graft.nn.AdamW;
import graft.nn.Sgd;
import graft.random.Philox;
import graft.tensor.Shape;
import graft.train.Augmentation;
import graft.train.ResidentData;
import graft.train.Schedule;
import graft.train.Trainer;
import graft.train.TrainingListener;
import graft.train.TrainingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files in {@code examples} describe what they say they do, and can be trained. */
class ExamplesTest {
  private static final Path FOLDER = Path.of("examples");
  private static final Shape MNIST = Shape.of(28, 28, 1);
  private static final Shape CIFAR = Shape.of(32, 32, 3);
  private static final int CLASSES = 10;

  static Stream<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
    }
  }

  private static TrainingFile read(String name) throws IOException {
    return TrainingFile.read(FOLDER.resolve(name));
  }

  private static NetworkSpec network(String name, Shape sample) throws IOException {
    return read(name).network().spec(sample, CLASSES);
  }

  private static Shape sample(Path example) {
    return example.toString().matches(".*(vgg|resnet).*") ? CIFAR : MNIST;
  }

  /** Two images of noise are an epoch, and a step. */
  @ParameterizedTest
  @MethodSource("examples")
  void takesAStep(Path example) throws IOException {
    TrainingFile file = TrainingFile.read(example);
    NetworkSpec spec = file.network().spec(sample(example), CLASSES);
    Device device = SharedDevice.get();
    ImageDataset images = noise(sample(example));
    Preprocessing preprocessing = file.training().preprocessing().of(images);
    Model untrained = Model.untrained(spec, 1);
    try (ResidentData data = ResidentData.upload(device, images, preprocessing)) {
      Trainer.Result result =
          new Trainer(device, data, data)
              .train(untrained, aStep(file.training().options()), TrainingListener.SILENT);
      assertThat(result.history().epochs()).hasSize(1);
      assertThat(result.history().epochs().get(0).validation().loss()).isFinite();
    }
  }

  private static ImageDataset noise(Shape sample) {
    byte[] images = new byte[2 * sample.elements()];
    Philox random = new Philox(1, 0);
    for (int i = 0; i < images.length; i++) {
      images[i] = (byte) random.nextInt(256);
    }
    return new ImageDataset("noise", images, new byte[] {3, 7}, sample, CLASSES);
  }

  private static TrainingOptions aStep(TrainingOptions options) {
    return new TrainingOptions(
        1,
        2,
        options.optimizer(),
        options.schedule(),
        options.labelSmoothing(),
        options.stopping(),
        options.best(),
        options.seed(),
        options.graph(),
        options.augmentation(),
        options.freeze());
  }

  @ParameterizedTest
  @MethodSource("examples")
  void namesItsSchema(Path example) throws IOException {
    assertThat(Files.readAllLines(example).get(0))
        .isEqualTo("# yaml-language-server: $schema=graft.schema.json");
    assertThat(FOLDER.resolve("graft.schema.json")).exists();
  }

  @Test
  void theNotebooksFiveAreThere() throws IOException {
    NetworkSpec teacher =
        NetworkSpec.chain(MNIST)
            .then("conv1", Conv2d.same(64, 3))
            .then("pool1", new MaxPool2d(2, 2))
            .then("conv2", Conv2d.same(64, 3))
            .then("pool2", new MaxPool2d(2, 2))
            .then("flatten", new Flatten())
            .then("fc1", new Dense(64))
            .then("fc1-relu", new Relu())
            .then("fc2", new Dense(CLASSES))
            .build();
    assertThat(network("teacher.yaml", MNIST)).isEqualTo(teacher);
    Model model = Model.untrained(teacher, 1);
    Philox random = new Philox(1, 0);
    Model wider = Widen.randomPad(model, "conv1", 128, random).model();
    assertThat(network("student-wider.yaml", MNIST))
        .isEqualTo(Widen.randomPad(wider, "fc1", 128, random).model().spec());
    assertThat(network("student-deeper.yaml", MNIST))
        .isEqualTo(
            Deepen.net2deeper(Deepen.net2deeper(model, "conv2").model(), "fc1").model().spec());
    assertThat(read("teacher.yaml").training().options())
        .isEqualTo(TrainingOptions.of(3, 32, Sgd.of(0.01f, 0.9f)));
    for (String student : new String[] {"student-wider.yaml", "student-deeper.yaml"}) {
      assertThat(read(student).training().options())
          .isEqualTo(TrainingOptions.of(3, 32, Sgd.of(0.001f, 0.9f)));
    }
  }

  @Test
  void lenet5HasTheSizesOfItsPaper() throws IOException {
    NetworkSpec lenet = network("lenet5.yaml", MNIST);
    assertThat(lenet.shapeOf("pool1")).isEqualTo(Shape.of(14, 14, 6));
    assertThat(lenet.shapeOf("pool2")).isEqualTo(Shape.of(5, 5, 16));
    assertThat(lenet.shapeOf("fc1")).isEqualTo(Shape.of(120));
    // 156 in the first convolution, as in the paper; 2,416 in the second, which reads all maps
    // here.
    assertThat(lenet.parameterCount()).isEqualTo(156 + 2416 + 48120 + 10164 + 850);
    assertThat(read("lenet5.yaml").training().options().optimizer()).isEqualTo(AdamW.of(1e-3f));
  }

  @Test
  void vggIsPairsOfConvolutions() throws IOException {
    GraphBuilder graph = NetworkSpec.graph(CIFAR);
    Source x = graph.input();
    int[] filters = {64, 64, 128, 128, 256, 256};
    for (int i = 0; i < filters.length; i++) {
      x = relu(graph, normalised(graph, "conv" + i, x, filters[i], 3, 1));
      x = i % 2 == 1 ? graph.add("pool" + i / 2, new MaxPool2d(2, 2), x) : x;
    }
    assertThat(network("vgg.yaml", CIFAR)).isEqualTo(headed(graph, x));
  }

  @Test
  void resnet20IsThreeTimesThreeBlocks() throws IOException {
    GraphBuilder graph = NetworkSpec.graph(CIFAR);
    Source x = relu(graph, normalised(graph, "stem", graph.input(), 16, 3, 1));
    for (int stage = 0; stage < 3; stage++) {
      for (int i = 0; i < 3; i++) {
        int stride = stage > 0 && i == 0 ? 2 : 1;
        String name = "block" + stage + i;
        Source a = relu(graph, normalised(graph, name + "a", x, 16 << stage, 3, stride));
        Source b = normalised(graph, name + "b", a, 16 << stage, 3, 1);
        Source skip =
            stride == 1 ? x : normalised(graph, name + "-shortcut", x, 16 << stage, 1, stride);
        x = relu(graph, graph.add(name, new Add(), b, skip));
      }
    }
    assertThat(network("resnet20.yaml", CIFAR)).isEqualTo(headed(graph, x));
    TrainingSetup training = read("resnet20.yaml").training();
    assertThat(training.options())
        .isEqualTo(
            TrainingOptions.of(100, 128, Sgd.of(0.1f, 0.9f).withNesterov().withWeightDecay(5e-4f))
                .withSchedule(Schedule.cosine().afterWarmUp(2))
                .withAugmentation(new Augmentation(4, true)));
    assertThat(training.preprocessing()).isEqualTo(new PreprocessingChoice.Standardised());
  }

  private static Source normalised(
      GraphBuilder graph, String name, Source x, int filters, int window, int stride) {
    Conv2d conv = new Conv2d(filters, window, window, stride, Padding.all(window / 2));
    return graph.add(name + "-bn", new BatchNorm(), graph.add(name, conv.withoutBias(), x));
  }

  private static Source relu(GraphBuilder graph, Source x) {
    return graph.add(x.name() + "-relu", new Relu(), x);
  }

  private static NetworkSpec headed(GraphBuilder graph, Source x) {
    Source mean = graph.add("mean", new GlobalAveragePool(), x);
    return graph.build(graph.add("fc", new Dense(CLASSES), mean));
  }
}
