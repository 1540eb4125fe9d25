package graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.data.SyntheticDigits;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.nn.Sgd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardTest {
  private static final TrainingOptions OPTIONS =
      TrainingOptions.of(3, 16, Sgd.of(0.02f, 0.9f)).withSchedule(Schedule.linear());

  @TempDir Path folder;

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static History train(TrainingListener listener) {
    Device device = SharedDevice.get();
    try (ResidentData data = ResidentData.upload(device, SyntheticDigits.draw("digits", 70, 1))) {
      return new Trainer(device, data, data)
          .train(SmallNetworks.untrained(28, 10), OPTIONS, listener)
          .history();
    }
  }

  /** A published check value of CRC-32C (RFC 3720, B.4: 32 zeros), and that of the digits. */
  @Test
  void theReadersChecksum() {
    assertThat(EventReader.crc32c(new byte[32])).isEqualTo(0x8A9136AA);
    assertThat(EventReader.crc32c("123456789".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(0xE3069283);
  }

  @Test
  void everyFigureOfARunIsReadBack() throws IOException {
    long before = System.currentTimeMillis() / 1000;
    History history;
    try (TensorBoard board = TensorBoard.in(folder.resolve("runs/1"), OPTIONS)) {
      history = train(board);
    }
    Path file = files(folder.resolve("runs/1")).get(0);
    assertThat(file.getFileName().toString()).matches("events\\.out\\.tfevents\\.\\d{10}\\..+");
    List<EventReader.Event> events = EventReader.read(Files.readAllBytes(file));
    assertThat(events).hasSize(5);
    assertThat(events.get(0).version).isEqualTo("brain.Event:2");
    assertThat(events)
        .allSatisfy(
            event ->
                assertThat(event.wallTime)
                    .isBetween((double) before, System.currentTimeMillis() / 1000.0));
    assertThat(events.stream().map(event -> event.step)).containsExactly(0L, 0L, 1L, 2L, 3L);
    assertThat(events.get(1).scalars)
        .isEqualTo(
            Map.of(
                "loss/validation", (float) history.before().loss(),
                "accuracy/validation", (float) history.before().accuracy()));
    for (EpochRecord epoch : history.epochs()) {
      // Five steps an epoch: the last ones are steps 4, 9 and 14 of 15, counted from 0.
      float rate = (float) (0.02f * (1 - (5 * epoch.epoch() - 1) / 15.0));
      assertThat(events.get(1 + epoch.epoch()).scalars)
          .isEqualTo(
              Map.of(
                  "loss/train", (float) epoch.loss(),
                  "accuracy/train", (float) epoch.accuracy(),
                  "loss/validation", (float) epoch.validation().loss(),
                  "accuracy/validation", (float) epoch.validation().accuracy(),
                  "learning_rate", rate,
                  "images_per_second", (float) epoch.imagesPerSecond()));
    }
  }

  /** The first bytes of every file that TensorFlow writes, the length 24 and its checksum. */
  @Test
  void beginsAsTensorFlowsFilesDo() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new EventFile(out, 1.5).close();
    assertThat(HexFormat.of().formatHex(out.toByteArray(), 0, 12))
        .isEqualTo("1800000000000000" + "a37f4b22");
    assertThat(HexFormat.of().formatHex(out.toByteArray(), 12, 36))
        .isEqualTo(
            "09000000000000f83f" + "1a0d" + HexFormat.of().formatHex(ascii("brain.Event:2")));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Every byte of a file is under one of the checksums, or one itself. */
  @Test
  void noByteCanChangeUnseen() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (EventFile file = new EventFile(out, 1e9)) {
      file.scalars(1e9, 123_456_789_012L, Map.of("loss/\u03b1", Double.NaN));
    }
    byte[] whole = out.toByteArray();
    EventReader.Event event = EventReader.read(whole).get(1);
    assertThat(event.step).isEqualTo(123_456_789_012L);
    assertThat(event.scalars).isEqualTo(Map.of("loss/\u03b1", Float.NaN));
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 0x10;
      assertThatThrownBy(() -> EventReader.read(damaged))
          .as("byte %d", i)
          .isInstanceOf(IOException.class);
    }
    assertThatCode(() -> EventReader.read(whole)).doesNotThrowAnyException();
  }

  @Test
  void runsOfOneSecondGetFilesOfTheirOwn() throws IOException {
    for (int i = 0; i < 20; i++) {
      TensorBoard.in(folder, OPTIONS).close();
    }
    assertThat(files(folder)).hasSize(20);
    for (Path file : files(folder)) {
      assertThat(EventReader.read(Files.readAllBytes(file))).hasSize(1);
    }
  }

  @Test
  void aFolderThatCannotBeMade() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> TensorBoard.in(file, OPTIONS))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ": no events for TensorBoard can be written there: ");
  }

  /** A disk that is full after so many bytes. */
  private static final class SmallDisk extends OutputStream {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private int left;

    SmallDisk(int bytes) {
      left = bytes;
    }

    @Override
    public void write(int b) throws IOException {
      if (left-- <= 0) {
        throw new IOException("No space left on device");
      }
      kept.write(b);
    }
  }

  @Test
  void aFullDiskEndsTheEventsAndNotTheRun() throws IOException {
    SmallDisk disk = new SmallDisk(150);
    TensorBoard board = new TensorBoard(disk, OPTIONS);
    assertThat(train(board).epochs()).hasSize(3);
    assertThatThrownBy(board::close)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the events for TensorBoard are incomplete: ")
        .hasMessageContaining("No space left on device");
    byte[] kept = disk.kept.toByteArray();
    assertThat(kept).hasSize(150);
    assertThat(EventReader.read(Arrays.copyOf(kept, 40))).hasSize(1);
  }
}
