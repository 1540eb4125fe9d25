package graft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import graft.files.ModelFile;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Relu;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models of other frameworks come in, grow, and go out again. */
class ExchangeCommandsTest extends TerminalSession {
  private static String kept(String name) {
    return Path.of("src/test/resources/graft/exchange/onnx", name + ".onnx").toString();
  }

  private static String file(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void aNetworkOfPytorchComesInGrowsAndGoesOut() throws IOException {
    String model = file("residual.safetensors");
    int imported =
        graft(
            "import",
            kept("pytorch-residual"),
            "-o",
            model,
            "--mean",
            "0.49,0.48,0.45",
            "--deviation",
            "0.25,0.24,0.26",
            "--classes",
            "ant,bee,cat,dog,eel");
    assertThat(imported).as(err.toString()).isZero();
    assertThat(out.toString()).contains("block.0").contains("written to " + model);
    ModelFile read = ModelFile.read(Path.of(model));
    assertThat(read.classNames()).containsExactly("ant", "bee", "cat", "dog", "eel");
    assertThat(read.preprocessing().mean()).containsExactly(0.49, 0.48, 0.45);
    assertThat(read.lineage().transforms().get(0).arguments())
        .containsEntry("format", "ONNX")
        .containsEntry("producer", "pytorch 1.13.0");

    String wider = file("wider.safetensors");
    assertThat(graft("widen", model, "fc1=16", "-o", wider)).as(err.toString()).isZero();
    assertThat(out.toString()).contains("preserved");

    String back = file("wider.onnx");
    assertThat(graft("export", wider, "-o", back)).as(err.toString()).isZero();
    String again = file("again.safetensors");
    assertThat(graft("import", back, "-o", again)).as(err.toString()).isZero();
    ModelFile first = ModelFile.read(Path.of(wider));
    ModelFile second = ModelFile.read(Path.of(again));
    assertThat(second.model()).isEqualTo(first.model());
    assertThat(second.preprocessing()).isEqualTo(first.preprocessing());
    assertThat(second.classNames()).isEqualTo(first.classNames());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--pixels 1; --pixels is 1, expected a range such as 0..255",
        "--pixels 1..0; pixels from 1.0 to 0.0, expected a range from dark to bright",
        "--pixels a..b; --pixels is a..b, expected a range",
        "--pixels 0..1 --mean 0.5; expected one way to say",
        "--mean 0.5,0.4; a mean of 2 channels, expected one number or 3",
        "--mean 0.5 --deviation 0; expected finite numbers and a positive deviation",
        "--pixels 0..1 --classes ant,bee; expected one for each of 5 logits",
        "; does not tell what its network is fed"
      })
  void whatIsToldOfItIsChecked(String options, String said) {
    String model = file("refused.safetensors");
    List<String> arguments =
        new ArrayList<>(List.of("import", kept("pytorch-residual"), "-o", model));
    if (options != null) {
      arguments.addAll(List.of(options.split(" ")));
    }

    assertThat(graft(arguments.toArray(String[]::new))).isEqualTo(2);
    assertThat(err.toString()).contains(Objects.requireNonNull(said));
    assertThat(Path.of(model)).doesNotExist();
  }

  @Test
  void aFileThatIsNoneIsAFailure() throws IOException {
    Path text = Files.writeString(folder.resolve("text.onnx"), "a text");
    assertThat(graft("import", text.toString(), "-o", file("no.safetensors"))).isEqualTo(1);
    assertThat(err.toString()).contains("no ONNX file").doesNotContain("Exception");
    assertThat(graft("import", file("gone.onnx"), "-o", file("no.safetensors"))).isEqualTo(1);
    assertThat(err.toString()).contains("gone.onnx");
  }

  /** Each with what is said of it. */
  @Test
  void aFileOfNoKindThatIsReadIsToldWhatItIs() throws IOException {
    byte[] zip = new byte[80];
    System.arraycopy(new byte[] {'P', 'K', 3, 4}, 0, zip, 0, 4);
    byte[] name = "net/data.pkl".getBytes(StandardCharsets.UTF_8);
    zip[26] = (byte) name.length;
    System.arraycopy(name, 0, zip, 30, name.length);
    for (String ending : List.of("net.pth", "net.pt", "net.bin", "net.safetensors", "net.onnx")) {
      Files.write(folder.resolve(ending), zip);
      refused(ending, "a PyTorch file (a pickle in a ZIP archive)", "weights as safetensors");
      assertThat(err.toString())
          .contains("st.save_file(torch.load('" + ending + "'")
          .contains(ending.endsWith("s") ? "'net-weights.safetensors')" : "'net.safetensors')");
    }
    Files.writeString(folder.resolve("model.tflite"), "abcdTFL3");
    refused(
        "model.tflite",
        "found a TensorFlow Lite model",
        "an ONNX file (.onnx), a Keras file (.keras, .h5)");
    Files.createDirectories(folder.resolve("saved"));
    Files.writeString(folder.resolve("saved/saved_model.pb"), "");
    refused("saved", "found a folder", "SavedModel of TensorFlow", "tf2onnx.convert");
  }

  private void refused(String name, String... said) {
    assertThat(graft("import", file(name), "-o", file("no.safetensors"))).isEqualTo(1);
    assertThat(err.toString()).contains(said).doesNotContain("Exception");
  }

  @Test
  void whereTheNameDoesNotTellTheContentDoes() throws IOException {
    Path plain = folder.resolve("of-no-ending");
    Files.copy(Path.of(keras("keras3-functional-bytes.keras")), plain);
    String model = file("of-no-ending.safetensors");
    assertThat(graft("import", plain.toString(), "-o", model)).as(err.toString()).isZero();
    Files.copy(Path.of(kept("graft-chain-bytes")), folder.resolve("chain.model"));
    assertThat(graft("import", file("chain.model"), "-o", model, "--force"))
        .as(err.toString())
        .isZero();
  }

  @Test
  void theEndingTellsTheFramework() {
    String model = file("for-export.safetensors");
    assertThat(graft("import", kept("graft-chain-bytes"), "-o", model)).isZero();
    assertThat(graft("export", model, "-o", file("model.tflite"))).isEqualTo(2);
    assertThat(err.toString()).contains("expected the ending .onnx for onnx");
    assertThat(Path.of(file("model.tflite"))).doesNotExist();
  }

  private static final String NETWORK =
      """
      network:
        input: [6, 5, 2]
        nodes:
          - {name: conv, op: conv2d, filters: 3, kernel: 3, stride: 1}
          - {name: relu, op: relu}
          - {name: flatten, op: flatten}
          - {name: logits, op: dense, units: classes}
      """;

  @Test
  void weightsOfPytorchNeedANetwork() throws IOException {
    Path described = Files.writeString(folder.resolve("net.yaml"), NETWORK);
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(6, 5, 2))
            .then("conv", Conv2d.same(3, 3))
            .then("relu", new Relu())
            .then("flatten", new Flatten())
            .then("logits", new Dense(4))
            .build();
    ModelFile model = ModelFile.of(Model.untrained(spec, 1));
    model.write(Path.of(file("net.safetensors")));
    String weights = file("net-torch.safetensors");

    assertThat(graft("export", file("net.safetensors"), "--to", "pytorch", "-o", weights))
        .as(err.toString())
        .isZero();
    assertThat(out.toString()).contains("the module's source is " + file("net-torch.py"));
    assertThat(graft("import", weights, "-o", file("no.safetensors"))).isEqualTo(2);
    assertThat(err.toString()).contains("has weights alone; expected --network FILE.yaml");

    String back = file("back.safetensors");
    int imported =
        graft(
            "import",
            weights,
            "--network",
            described.toString(),
            "--classes",
            "0,1,2,3",
            "-o",
            back);
    assertThat(imported).as(err.toString()).isZero();
    assertThat(ModelFile.read(Path.of(back)).model()).isEqualTo(model.model());

    Files.writeString(described, NETWORK + "training: {epochs: none}\n");
    assertThat(
            graft(
                "import", weights, "--network", described.toString(), "-o", file("x.safetensors")))
        .as("what is said must be right")
        .isNotZero();
    assertThat(err.toString()).contains("epochs");

    assertThat(graft("export", file("net.safetensors"), "--to", "pytorch", "-o", weights))
        .isEqualTo(2);
    assertThat(err.toString()).contains("net-torch.safetensors is there already");
  }

  private static String keras(String name) {
    return Path.of("src/test/resources/graft/exchange/keras", name).toString();
  }

  @Test
  void aModelOfKerasComesInAndGoesOut() throws IOException {
    String model = file("from-keras.safetensors");
    assertThat(graft("import", keras("keras3-functional-bytes.keras"), "-o", model))
        .as(err.toString())
        .isZero();
    assertThat(out.toString()).contains("norm_of_features").contains("written to " + model);

    String back = file("for-keras.h5");
    assertThat(graft("export", model, "--to", "keras", "-o", back)).as(err.toString()).isZero();
    String again = file("from-keras-again.safetensors");
    assertThat(graft("import", back, "-o", again)).as(err.toString()).isZero();
    ModelFile first = ModelFile.read(Path.of(model));
    ModelFile second = ModelFile.read(Path.of(again));
    assertThat(second.model().weights()).isEqualTo(first.model().weights());
    assertThat(second.preprocessing()).isEqualTo(first.preprocessing());

    assertThat(graft("export", back, "-o", file("none.onnx"))).isNotZero();
    assertThat(err.toString()).contains("an HDF5 file").contains("graft import reads");
  }

  @Test
  void weightsOfKerasAreMatchedWithADescribedNetworkAndItIsSaid() throws IOException {
    Path described =
        Files.writeString(
            folder.resolve("keras-net.yaml"),
            """
            network:
              input: [9, 8, 3]
              nodes:
                - {name: a, op: conv2d, filters: 4, kernel: 3, stride: 1, padding: valid}
                - {name: b, op: relu}
                - {name: c, op: batch-norm}
                - {name: d, op: conv2d, filters: 4, kernel: 3, stride: 1, padding: valid, bias: false}
                - {name: e, op: flatten}
                - {name: f, op: dense, units: 6}
                - {name: g, op: relu}
                - {name: h, op: dense, units: classes}
            training: {epochs: 1, batch: 2, optimizer: {sgd: {rate: 0.1}}}
            """);
    String weights = keras("keras3-numbers.weights.h5");
    assertThat(graft("import", weights, "-o", file("no.safetensors"))).isEqualTo(2);
    assertThat(err.toString()).contains("has weights alone; expected --network FILE.yaml");

    int imported =
        graft(
            "import",
            weights,
            "--network",
            described.toString(),
            "--classes",
            "ant,bee,cat",
            "--pixels",
            "0..1",
            "-o",
            file("keras-weights.safetensors"));
    assertThat(imported).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("weights are matched by order and shape")
        .contains("a from layers/conv2d, c from layers/batch_normalization");
  }
}
