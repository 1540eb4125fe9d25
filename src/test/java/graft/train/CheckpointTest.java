package graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.files.Dtype;
import graft.files.FileFormatException;
import graft.files.Safetensors;
import graft.files.SafetensorsWriter;
import graft.model.Model;
import graft.model.Shares;
import graft.nn.Following;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  private static final Model MODEL = SmallNetworks.untrained(3, 2);

  @TempDir private Path folder;

  /** Every number in it is another, and some are of the awkward kind. */
  static TrainingState state() {
    Model best = Model.untrained(MODEL.spec(), 2);
    Map<String, HostTensor> momentum =
        new LinkedHashMap<>(Model.untrained(MODEL.spec(), 3).weights().tensors());
    momentum.put(
        "logits/bias",
        HostTensor.of(
            momentum.get("logits/bias").shape(),
            new float[] {-0.0f, Float.intBitsToFloat(0x7fc01234)}));
    EpochRecord first =
        new EpochRecord(
            1,
            0.1 + 0.2,
            0.5,
            new StepRecords(new double[] {Double.MIN_VALUE, 3}, new double[] {0.25, 1 / 3.0}),
            new Evaluation(0.7, 0.8, 40),
            12.5,
            8);
    EpochRecord second =
        new EpochRecord(
            2,
            0.25,
            0.75,
            new StepRecords(new double[] {4, 5}, new double[] {0.125, 1}),
            new Evaluation(0.75, 0.85, 40),
            13.5,
            9);
    return new TrainingState(
        MODEL,
        List.of(momentum, Model.untrained(MODEL.spec(), 4).weights().tensors()),
        (1L << 40) + 7,
        new History(new Evaluation(2.5, 0.0625, 40), List.of(first, second), 1),
        new SweepCounts(48, 1 / 7.0, 30, new double[] {1 / 3.0, 2, 3}, new int[] {10, 9, 11}),
        1.75,
        Optional.of(best.weights()),
        Optional.of(
            new RunDescription(
                Map.of("seed", "3", "network", "{\"input\": \u00e9}"),
                Map.of("device", "software device (AVX-512, 2 threads)"))),
        Map.of("logits/bias", (1L << 40) + 3),
        Optional.of(
            new Following(
                5,
                1L << 41,
                Map.of(
                    "logits/kernel", new Shares(new double[] {1 / 3.0}, new double[] {0.1, 0.9}),
                    "logits/bias", new Shares(new double[0], new double[] {0.1, 0.9})))),
        Map.of("lineage", "{\"parents\": []}", "seed", "7"));
  }

  @Test
  void aStateComesBackBitForBit() throws IOException {
    Path file = folder.resolve("state.safetensors");
    Checkpoint.write(state(), file);
    assertThat(Checkpoint.read(file)).isEqualTo(state());
    byte[] bytes = Files.readAllBytes(file);
    Checkpoint.write(Checkpoint.read(file), file);
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
  }

  @Test
  void aBeginningComesBack() throws IOException {
    Path file = folder.resolve("beginning.safetensors");
    TrainingState beginning = TrainingState.beginning(MODEL);
    Checkpoint.write(beginning, file);
    assertThat(Checkpoint.read(file)).isEqualTo(beginning);
  }

  /** As Graft wrote them before networks grew. */
  @Test
  void filesOfFormatOneAreRead() throws IOException {
    Path file = folder.resolve("old.safetensors");
    TrainingState state = TrainingState.beginning(MODEL);
    Checkpoint.write(state, file);
    CheckpointWriter old = new CheckpointWriter();
    try (CheckpointReader from = CheckpointReader.open(file)) {
      from.strings("")
          .forEach(
              (key, value) -> {
                if (!key.equals(Checkpoint.CHECKSUM)) {
                  old.string(key, key.equals(Checkpoint.FORMAT) ? "1" : value);
                }
              });
      old.tensors("weights/", from.tensors("weights/"));
      for (String name : List.of("counts", "epoch/step hits", "history/counts")) {
        old.longs(name, from.longs(name));
      }
      for (String name :
          List.of(
              "figures",
              "epoch/step loss sums",
              "history/before",
              "history/figures",
              "history/step losses",
              "history/step accuracies")) {
        old.doubles(name, from.doubles(name));
      }
    }
    old.write(file);
    assertThat(Checkpoint.read(file)).isEqualTo(state);
  }

  @Test
  void damageIsSaid() throws IOException {
    Path file = folder.resolve("damaged.safetensors");
    Checkpoint.write(state(), file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> Checkpoint.read(file))
        .hasMessageMatching(
            ".*damaged.safetensors: found content of checksum [0-9a-f]{8}; expected checksum"
                + " [0-9a-f]{8}, with which it was written: the file is damaged");
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    Path weights = folder.resolve("weights.safetensors");
    new SafetensorsWriter().tensor("w", MODEL.weights().get("logits/bias")).write(weights);
    assertThatThrownBy(() -> Checkpoint.read(weights))
        .isInstanceOf(FileFormatException.class)
        .hasMessageEndingWith(
            ": found a safetensors file that is no checkpoint; expected a checkpoint of Graft");
    Path newer = folder.resolve("newer.safetensors");
    new SafetensorsWriter().metadata(Checkpoint.FORMAT, "3").write(newer);
    assertThatThrownBy(() -> Checkpoint.read(newer))
        .isInstanceOf(FileFormatException.class)
        .hasMessageEndingWith(
            ": found a checkpoint of format 3; expected format 2 or an older one, which this version"
                + " of Graft reads");
  }

  @Test
  void saysWhetherAFileIsOne() throws IOException {
    Path checkpoint = folder.resolve("state.safetensors");
    Checkpoint.write(state(), checkpoint);
    assertThat(Checkpoint.isOne(checkpoint)).isTrue();
    Path weights = folder.resolve("weights.safetensors");
    new SafetensorsWriter().tensor("w", MODEL.weights().get("logits/bias")).write(weights);
    assertThat(Checkpoint.isOne(weights)).isFalse();
  }

  @Test
  void aNetworkThatIsNoJsonIsRefusedByFile() throws IOException {
    Path file = folder.resolve("network.safetensors");
    CheckpointWriter to = new CheckpointWriter();
    to.string(Checkpoint.FORMAT, Checkpoint.VERSION);
    to.string("network", "{");
    to.write(file);
    assertThatThrownBy(() -> Checkpoint.read(file))
        .isInstanceOf(FileFormatException.class)
        .hasMessageStartingWith(file + ": found a network that is no JSON (");
  }

  /** A process can have so many open only. */
  @Test
  void leavesNoFileOpen() throws IOException {
    Path file = folder.resolve("state.safetensors");
    Checkpoint.write(state(), file);
    Checkpoint.read(file);
    Path other = folder.resolve("weights.safetensors");
    new SafetensorsWriter().tensor("w", MODEL.weights().get("logits/bias")).write(other);
    assertThatThrownBy(() -> Checkpoint.read(other)).isInstanceOf(FileFormatException.class);
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      assertThat(open.map(CheckpointTest::target)).noneMatch(path -> path.startsWith(folder));
    }
  }

  private static Path target(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException e) {
      return link; // closed since it was listed
    }
  }

  /** The strings and weights are there for other programs as well. */
  @Test
  void holdsNamedTensorsAndStrings() throws IOException {
    Path file = folder.resolve("open.safetensors");
    Checkpoint.write(state(), file);
    try (Safetensors open = Safetensors.open(file)) {
      assertThat(open.metadata())
          .containsEntry("graft.checkpoint", "2")
          .containsEntry("notes/seed", "7")
          .containsEntry("run/seed", "3")
          .containsEntry("circumstances/device", "software device (AVX-512, 2 threads)")
          .containsKeys("network", "checksum");
      assertThat(open.tensors())
          .containsKeys(
              "weights/logits/kernel",
              "optimizer/1/logits/bias",
              "best/logits/kernel",
              "births/logits/bias");
      assertThat(open.tensor("weights/logits/kernel"))
          .isEqualTo(MODEL.weights().get("logits/kernel"));
    }
  }

  /** However many numbers are summed at once. */
  @Test
  void theChecksumOfATensorIsThatOfItsBytes() {
    float[] values = new float[3 * (1 << 16) + 5];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    ContentChecksum ofTensor = new ContentChecksum();
    ofTensor.tensor("a", HostTensor.of(Shape.of(values.length), values));
    ContentChecksum ofBytes = new ContentChecksum();
    ofBytes.block("a", Dtype.F32, List.of((long) values.length), bytes);
    assertThat(ofTensor.value()).isEqualTo(ofBytes.value());
  }

  @Test
  void theChecksumIsOfNamesShapesAndKindsToo() {
    ByteBuffer zeros = ByteBuffer.allocate(16);
    List<String> values = new ArrayList<>();
    for (List<Long> shape : List.of(List.of(4L), List.of(2L, 2L))) {
      for (String name : List.of("a", "b")) {
        ContentChecksum checksum = new ContentChecksum();
        checksum.block(name, Dtype.F32, shape, zeros);
        values.add(checksum.value());
      }
    }
    ContentChecksum integers = new ContentChecksum();
    integers.block("a", Dtype.I32, List.of(4L), zeros);
    values.add(integers.value());
    assertThat(values).doesNotHaveDuplicates();
  }
}
