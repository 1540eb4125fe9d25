package graft.exchange.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.exchange.Imported;
import graft.exchange.Told;
import graft.files.Dtype;
import graft.files.FileFormatException;
import graft.files.ModelFile;
import graft.files.Safetensors;
import graft.files.SafetensorsWriter;
import graft.model.Add;
import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.GraphBuilder;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Padding;
import graft.model.Relu;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names and layouts of PyTorch, against what its documentation says of each module. */
class TorchFilesTest {
  @TempDir private Path folder;

  private static NetworkSpec spec() {
    return NetworkSpec.chain(Shape.of(2, 3, 2))
        .then("layer1.0.conv", new Conv2d(4, 1, 1, 1, Padding.VALID, false))
        .then("norm-1", new BatchNorm(1e-5, 0.9))
        .then("relu", new Relu())
        .then("flatten", new Flatten())
        .then("fc", new Dense(2))
        .build();
  }

  private static HostTensor counted(int... shape) {
    Shape extents = Shape.of(shape);
    float[] values = new float[extents.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    return HostTensor.of(extents, values);
  }

  private static ModelFile model() {
    return ModelFile.of(
        Model.of(
            spec(),
            Map.of(
                "layer1.0.conv/kernel", counted(4, 1, 1, 2),
                "norm-1/gamma", counted(4),
                "norm-1/beta", counted(4),
                "norm-1/mean", counted(4),
                "norm-1/variance", counted(4),
                "fc/kernel", counted(24, 2),
                "fc/bias", counted(2))));
  }

  @Test
  void tensorsHaveTheNamesAndLayoutsOfPytorch() throws IOException {
    Path file = folder.resolve("net.safetensors");
    TorchWriter.write(model(), file);

    try (Safetensors written = Safetensors.open(file)) {
      assertThat(written.tensors().keySet())
          .containsExactlyInAnyOrder(
              "layer1.0.conv.weight",
              "norm_1.weight",
              "norm_1.bias",
              "norm_1.running_mean",
              "norm_1.running_var",
              "norm_1.num_batches_tracked",
              "fc.weight",
              "fc.bias");
      assertThat(written.tensors().get("layer1.0.conv.weight").shape())
          .containsExactly(4L, 2L, 1L, 1L);
      assertThat(written.tensors().get("norm_1.num_batches_tracked").shape()).isEmpty();
      assertThat(written.tensors().get("norm_1.num_batches_tracked").dtype()).contains(Dtype.I64);
      // Unit 1's weights: of channel 0 at its six pixels, then of channel 1, and so on. Here pixel
      // p
      // and channel c are row 4 p + c of two columns.
      float[] rows = written.tensor("fc.weight").toArray();
      assertThat(written.tensor("fc.weight").shape()).isEqualTo(Shape.of(2, 24));
      for (int c = 0; c < 4; c++) {
        for (int p = 0; p < 6; p++) {
          assertThat(rows[24 + 6 * c + p]).isEqualTo(2 * (4 * p + c) + 1);
        }
      }
      assertThat(written.metadata()).containsEntry("format", "pt");
    }
  }

  @Test
  void theSourceHasAModuleOfEachName() throws IOException {
    Path file = folder.resolve("net.safetensors");
    TorchWriter.write(model(), file);

    String source = Files.readString(folder.resolve("net.py"));
    assertThat(source)
        .contains("load_file(\"net.safetensors\")")
        .contains("add(self, \"layer1.0.conv\", nn.Conv2d(2, 4, (1, 1), stride=1, bias=False))")
        .contains("self.norm_1 = nn.BatchNorm2d(4, eps=1.0E-5, momentum=0.1)")
        .contains("self.fc = nn.Linear(24, 2)")
        .contains("flatten = torch.flatten(relu, 1)")
        .endsWith("        fc = self.fc(flatten)\n        return fc\n");
  }

  @Test
  void whatWasWrittenIsReadToTheBit() throws IOException {
    Path file = folder.resolve("net.safetensors");
    TorchWriter.write(model(), file);

    Imported read = TorchReader.read(file, spec(), Map.of(), Told.nothing());

    assertThat(read.model().model()).isEqualTo(model().model());
    assertThat(read.model().classNames()).isEqualTo(model().classNames());
    assertThat(read.notes()).isEmpty();
  }

  /** A file as PyTorch has it: nothing of Graft's in it, a prefix, no biases. */
  private Path foreign(String... leftOut) throws IOException {
    SafetensorsWriter writer = new SafetensorsWriter();
    Map<String, HostTensor> tensors =
        Map.of(
            "features.0.weight", counted(4, 2, 1, 1),
            "features.1.weight", counted(4),
            "features.1.bias", counted(4),
            "features.1.running_mean", counted(4),
            "features.1.running_var", counted(4),
            "head.weight", counted(2, 24),
            "head.bias", counted(2));
    tensors.forEach(
        (name, tensor) -> {
          if (!List.of(leftOut).contains(name)) {
            writer.tensor("module." + name, tensor);
          }
        });
    Path file = folder.resolve("foreign.safetensors");
    writer.write(file);
    return file;
  }

  private static final Map<String, String> MODULES =
      Map.of("layer1.0.conv", "features.0", "norm-1", "features.1", "fc", "head");
  private static final Told BYTES = Told.nothing().withRange(0, 255);

  @Test
  void modulesOfOtherNamesAreToldAndPrefixesFound() throws IOException {
    Imported read = TorchReader.read(foreign(), spec(), MODULES, BYTES);
    HostTensor rows = read.model().model().weights().get("fc/kernel");
    // Row 4 p + c, unit u: PyTorch's unit u, feature 6 c + p.
    assertThat(rows.get((4 * 5 + 1) * 2 + 1)).isEqualTo(24 + 6 * 1 + 5);
    assertThat(read.model().preprocessing().deviation().get(0)).isEqualTo(1 / 255.0);
  }

  @Test
  void aLinearWithoutBiasHasBiasesOfZero() throws IOException {
    Imported read = TorchReader.read(foreign("head.bias"), spec(), MODULES, BYTES);
    assertThat(read.model().model().weights().get("fc/bias").toArray()).containsExactly(0, 0);
    assertThat(read.notes()).anyMatch(note -> note.contains("head.bias is not there"));
  }

  @Test
  void whatDoesNotFitIsNamed() throws IOException {
    assertThatThrownBy(() -> TorchReader.read(foreign("features.1.bias"), spec(), MODULES, BYTES))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining("no tensor 'module.features.1.bias' for node norm-1");
    assertThatThrownBy(() -> TorchReader.read(foreign(), spec(), Map.of(), BYTES))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining("no tensor 'layer1.0.conv.weight' for node layer1.0.conv");
    assertThatThrownBy(() -> TorchReader.read(foreign(), spec(), Map.of("fc9", "head"), BYTES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'fc9', expected one of [layer1.0.conv, norm-1, fc]");
    assertThatThrownBy(() -> TorchReader.read(foreign(), spec(), MODULES, Told.nothing()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not tell what its network is fed");
    NetworkSpec wider =
        NetworkSpec.chain(Shape.of(2, 3, 2))
            .then("layer1.0.conv", new Conv2d(4, 1, 1, 1, Padding.VALID, false))
            .then("norm-1", new BatchNorm())
            .then("flatten", new Flatten())
            .then("fc", new Dense(3))
            .build();
    assertThatThrownBy(() -> TorchReader.read(foreign(), wider, MODULES, BYTES))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining("'module.head.weight' of shape [2, 24]; expected [3, 24]");
    NetworkSpec less =
        NetworkSpec.chain(Shape.of(2, 3, 2))
            .then("layer1.0.conv", new Conv2d(4, 1, 1, 1, Padding.VALID, false))
            .then("flatten", new Flatten())
            .then("fc", new Dense(2))
            .build();
    Map<String, String> names = Map.of("layer1.0.conv", "features.0", "fc", "head");
    assertThatThrownBy(() -> TorchReader.read(foreign(), less, names, BYTES))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining("that no node takes");
  }

  @Test
  void sumsOfFeaturesInDifferentOrdersAreRefused() {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(2, 3, 2));
    var flat = graph.add("flat", new Flatten(), graph.input());
    var dense = graph.add("dense", new Dense(12), flat);
    var sum = graph.add("sum", new Add(), flat, dense);
    NetworkSpec spec = graph.build(graph.add("logits", new Dense(2), sum));
    ModelFile file = ModelFile.of(Model.untrained(spec, 1));

    assertThatThrownBy(() -> TorchWriter.write(file, folder.resolve("sum.safetensors")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("node sum adds features that lie in different orders");
    assertThat(folder.resolve("sum.safetensors")).doesNotExist();
  }

  @Test
  void namesThatPythonCannotTellApartAreRefused() {
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(3))
            .then("fc-1", new Dense(2))
            .then("fc_1", new Dense(2))
            .build();
    assertThatThrownBy(
            () ->
                TorchWriter.write(
                    ModelFile.of(Model.untrained(spec, 1)), folder.resolve("names.safetensors")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nodes fc-1 and fc_1 would both be PyTorch's fc_1");
    assertThat(TorchNames.of("class/0.lambda")).isEqualTo("_class.0._lambda");
  }

  @Test
  void toldClassesAreKept() throws IOException {
    Told told = new Told(BYTES.mean(), BYTES.deviation(), Optional.of(List.of("ant", "bee")));
    assertThat(TorchReader.read(foreign(), spec(), MODULES, told).model().classNames())
        .containsExactly("ant", "bee");
  }
}
