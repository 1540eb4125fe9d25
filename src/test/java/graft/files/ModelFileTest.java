package graft.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.fetch.Sha256;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Preprocessing;
import graft.model.Weights;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models in files: what one must hold, and a sentence for each way in which it does not. */
class ModelFileTest {
  private static final NetworkSpec SPEC =
      NetworkSpec.chain(Shape.of(4, 4, 1))
          .then("conv", Conv2d.same(2, 3))
          .then("flatten", new Flatten())
          .then("fc", new Dense(3))
          .build();
  private static final Model MODEL = Model.untrained(SPEC, 1);

  @TempDir private Path folder;
  private Path file;

  /** What the next file holds, to be changed by a test. */
  private final Map<String, String> metadata = new LinkedHashMap<>();

  private final Map<String, HostTensor> tensors = new LinkedHashMap<>();

  @BeforeEach
  void begin() {
    file = folder.resolve("model.safetensors");
    metadata.putAll(ModelMetadata.of(ModelFile.of(MODEL)));
    tensors.putAll(MODEL.weights().tensors());
  }

  private SafetensorsWriter changed() {
    SafetensorsWriter writer = new SafetensorsWriter();
    metadata.forEach(writer::metadata);
    tensors.forEach(writer::tensor);
    return writer;
  }

  private void assertRefused(String found) throws IOException {
    changed().write(file);
    assertReadRefused(found);
  }

  private void assertReadRefused(String found) {
    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(FileFormatException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(found)
        .hasMessageNotContaining("\n");
  }

  @Test
  void anUnchangedOneIsRead() throws IOException {
    changed().write(file);
    assertThat(ModelFile.read(file)).isEqualTo(ModelFile.of(MODEL));
    assertThat(ModelFile.read(file).classNames()).containsExactly("0", "1", "2");
  }

  private final ModelFile described =
      ModelFile.of(
              MODEL,
              new Preprocessing(List.of(0.1), List.of(0.3)),
              List.of("cat", "Käfer", "\"dog\""))
          .withLineage(Lineage.UNKNOWN.withSeed(7).withTraining(3, Duration.ofMillis(1500)))
          .withNote("a\tb", "ü")
          .withNote("mine", "{}");

  @Test
  void allThatIsSaidOfAModelComesBack() throws IOException {
    described.write(file);
    ModelFile read = ModelFile.read(file);
    assertThat(read).isEqualTo(described);
    assertThat(read.notes()).containsExactly(Map.entry("a\tb", "ü"), Map.entry("mine", "{}"));
    assertThat(read.lineage().seeds()).containsExactly(7L);
  }

  /** As a file of another kind keeps it. */
  @Test
  void aDescriptionIsReadForAModelThatItFits() throws IOException {
    Map<String, String> description = described.description();
    assertThat(description).containsOnlyKeys("preprocessing", "classes", "lineage", "a\tb", "mine");
    assertThat(ModelFile.described(file, MODEL, description)).isEqualTo(described);
    Model other =
        Model.untrained(NetworkSpec.chain(Shape.of(4)).then("fc", new Dense(3)).build(), 1);
    assertThatThrownBy(() -> ModelFile.described(file, other, description))
        .isInstanceOf(FileFormatException.class)
        .hasMessage(file + ": the preprocessing is of 1 channels, the network's input is [4]");
  }

  /** Those of a new head, which come with the data. */
  @Test
  void classesMayHaveNoNamesYet() throws IOException {
    metadata.put("classes", "[]");
    changed().write(file);
    ModelFile read = ModelFile.read(file);
    assertThat(read.classNames()).isEmpty();
    read.write(file);
    assertThat(ModelFile.read(file)).isEqualTo(read);
  }

  @Test
  void writingMakesTheFolder() throws IOException {
    Path deep = folder.resolve("runs/1/student.safetensors");
    ModelFile.of(MODEL).write(deep);
    assertThat(ModelFile.read(deep).model()).isEqualTo(MODEL);
  }

  @Test
  void whatCannotBeWrittenIsSaid() throws IOException {
    Files.createDirectories(file.resolve("in the way"));
    assertThatThrownBy(() -> ModelFile.of(MODEL).write(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + " cannot be written: ");
  }

  @Test
  void filesOfOthersLackANetwork() throws IOException {
    metadata.clear();
    assertRefused("found tensors and no network, so that Graft did not write it");
    metadata.put("format", "pt");
    assertRefused("found tensors and no network, so that Graft did not write it");
  }

  @Test
  void whatElseIsMissingIsNamed() throws IOException {
    metadata.remove("lineage");
    metadata.remove("layout");
    changed().write(file);
    assertThat(ModelFile.read(file).lineage()).isEqualTo(Lineage.UNKNOWN);
    metadata.remove("classes");
    assertRefused("found no 'classes' in its metadata; expected a model that Graft wrote");
    metadata.remove("preprocessing");
    assertRefused("found no 'preprocessing' in its metadata");
    metadata.put("schema", "2");
    assertRefused("found schema 2; expected schema 1 (a file of a later Graft needs a later");
  }

  @Test
  void textsThatAreWrongAreNamedWithThePlace() throws IOException {
    String network = metadata.get("network");
    metadata.put("network", network.replace("[4,4,1]", "[4,4,0]"));
    assertRefused("'network' in its metadata: input[2] is '0'; expected a whole number");
    metadata.put("network", network.replace("\"dense\"", "\"dens\""));
    assertRefused("'network' in its metadata: nodes[2].op is 'dens'");
    metadata.put("network", network + "}");
    assertRefused("'network' in its metadata as no JSON");
    metadata.put("network", "");
    assertRefused("'network' in its metadata");
    metadata.put("network", network);
    metadata.put("preprocessing", "{\"mean\":[0.1],\"deviation\":[0]}");
    assertRefused(
        "'preprocessing' in its metadata: deviation[0] is '0'; expected a number above 0");
    metadata.put("preprocessing", "{\"mean\":[0.1,0.2],\"deviation\":[1,1]}");
    assertRefused("the preprocessing is of 2 channels, the network's input is [4, 4, 1]");
    metadata.put("preprocessing", "{\"mean\":[0.1],\"deviation\":[1]}");
    metadata.put("classes", "[\"cat\",\"dog\"]");
    assertRefused("found class names [cat, dog], expected one for each of 3 logits");
    metadata.put("classes", "[7,8,9]");
    metadata.put("lineage", "{\"parents\":[{\"file\":\"a\",\"sha256\":\"12\"}]}");
    assertRefused("'lineage' in its metadata: parents[0]: '12' is no SHA-256");
    metadata.put("lineage", "{\"made\":\"today\"}");
    assertRefused("made is 'today', expected a time as");
    metadata.put("lineage", "{\"epochs\":3,\"seconds\":1.5,\"certificate\":{\"gap\":0}}");
    changed().write(file);
    assertThat(ModelFile.read(file).classNames()).containsExactly("7", "8", "9");
    assertThat(ModelFile.read(file).lineage())
        .as("what a later Graft adds is passed over")
        .isEqualTo(Lineage.UNKNOWN.withTraining(3, Duration.ofMillis(1500)));
  }

  @Test
  void tensorsThatDoNotFitAreNamed() throws IOException {
    tensors.put("conv/kernel", HostTensor.filled(Shape.of(3, 3, 1, 2), 0));
    assertRefused(
        "found tensor 'conv/kernel' of shape [3, 3, 1, 2]; expected [2, 3, 3, 1] (KRSC), which");
    tensors.put("conv/kernel", HostTensor.filled(Shape.of(2, 3, 3, 1), 0));
    tensors.put("conv/scale", HostTensor.filled(Shape.of(2), 0));
    assertRefused("found tensors [conv/scale] that no parameter of the network takes");
    tensors.remove("fc/bias");
    tensors.remove("fc/kernel");
    assertRefused(
        "found no tensors [fc/kernel, fc/bias], but [conv/scale], which it does not take; expected");
    tensors.remove("conv/scale");
    assertRefused("found no tensors [fc/kernel, fc/bias]; expected one for each parameter");
  }

  @Test
  void aLayoutThatIsAnotherIsNamed() throws IOException {
    metadata.put("layout", metadata.get("layout").replace("KRSC", "KCRS"));
    assertRefused("found tensor 'conv/kernel' in the layout KCRS; expected KRSC");
  }

  @Test
  void layoutsAreSaidForEachTensor() {
    assertThat(metadata.get("layout"))
        .isEqualTo(
            "{\"conv/kernel\":\"KRSC\",\"conv/bias\":\"[out]\","
                + "\"fc/kernel\":\"[in, out]\",\"fc/bias\":\"[out]\"}");
  }

  @Test
  void shortFloatsAreReadAndOtherKindsRefused() throws IOException {
    tensors.remove("conv/bias");
    tensors.remove("fc/bias");
    ByteBuffer two = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    two.putShort((short) 0x3C00).putShort((short) 0xC000).flip(); // 1, -2
    ByteBuffer three = ByteBuffer.allocate(6).order(ByteOrder.LITTLE_ENDIAN);
    three.putShort((short) 0x3F80).putShort((short) 0xC000).putShort((short) 0).flip(); // 1, -2, 0
    changed()
        .block("conv/bias", Dtype.F16, List.of(2L), two)
        .block("fc/bias", Dtype.BF16, List.of(3L), three)
        .block("bn/num_batches_tracked", Dtype.I64, List.of(), ByteBuffer.allocate(8))
        .write(file);
    Weights weights = ModelFile.read(file).model().weights();
    assertThat(weights.get("conv/bias").toArray()).containsExactly(1, -2);
    assertThat(weights.get("fc/bias").toArray()).containsExactly(1, -2, 0);

    changed()
        .block("conv/bias", Dtype.F64, List.of(2L), ByteBuffer.allocate(16))
        .block("fc/bias", Dtype.BF16, List.of(3L), three)
        .write(file);
    assertReadRefused("found tensor 'conv/bias' of dtype F64; expected F32, F16 or BF16");
  }

  @Test
  void weightsAloneAreReadIntoAGivenNetwork() throws IOException {
    metadata.clear();
    changed().write(file);
    assertThat(ModelFile.readWeights(file, SPEC)).isEqualTo(MODEL.weights());
    NetworkSpec other = NetworkSpec.chain(Shape.of(4)).then("fc", new Dense(3)).build();
    assertThatThrownBy(() -> ModelFile.readWeights(file, other))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining("tensor 'fc/kernel' of shape [32, 3]; expected [4, 3] ([in, out])");
  }

  @Test
  void partsThatDoNotFitAreRefusedWhenAFileIsMade() {
    Preprocessing scaled = Preprocessing.scaled(1);
    assertThatThrownBy(() -> ModelFile.of(MODEL, scaled, List.of("a", "b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("found class names [a, b], expected one for each of 3 logits, and none blank");
    assertThatThrownBy(() -> ModelFile.of(MODEL, scaled, List.of("a", "b", " ")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ModelFile.of(MODEL, Preprocessing.scaled(3), List.of("a", "b", "c")))
        .hasMessage("the preprocessing is of 3 channels, the network's input is [4, 4, 1]");
    assertThatThrownBy(() -> ModelFile.of(MODEL).withNote("network", "mine"))
        .hasMessageStartingWith("a note has the key 'network', which is one of Graft's own");
  }

  @Test
  void aParentIsNamedByItsFilesChecksum() throws IOException {
    ModelFile.of(MODEL).write(file);
    Lineage.Parent parent = Lineage.Parent.of(file);
    assertThat(parent.file()).isEqualTo("model.safetensors");
    assertThat(parent.sha256()).isEqualTo(Sha256.of(file));
  }
}
