package graft.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is read again, and what is in the file is what the format says. */
class SafetensorsTest {
  @TempDir private Path folder;

  @Test
  void theFileIsByteForByteWhatTheFormatSays() throws IOException {
    Path file = folder.resolve("small.safetensors");
    new SafetensorsWriter()
        .metadata("made by", "\"hand\" ü")
        .block("flag", Dtype.BOOL, List.of(), ByteBuffer.wrap(new byte[] {1}))
        .tensor("a/b", HostTensor.of(Shape.of(1, 2), new float[] {1, -2}))
        .write(file);
    String header =
        "{\"__metadata__\":{\"made by\":\"\\\"hand\\\" ü\"},"
            + "\"a/b\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
            + "\"flag\":{\"dtype\":\"BOOL\",\"shape\":[],\"data_offsets\":[8,9]}}";
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + 7) / 8 * 8;
    ByteBuffer expected = ByteBuffer.allocate(8 + padded + 9).order(ByteOrder.LITTLE_ENDIAN);
    expected.putLong(padded).put(json);
    while (expected.position() < 8 + padded) {
      expected.put((byte) ' ');
    }
    expected.putInt(0x3F800000).putInt(0xC0000000).put((byte) 1);
    assertThat(file).hasBinaryContent(expected.array());
  }

  @Test
  void readsWhatItWrote() throws IOException {
    Path file = folder.resolve("several.safetensors");
    HostTensor kernel = HostTensor.of(Shape.of(2, 3), new float[] {1, 2, 3, 4, 5, 6});
    ByteBuffer steps = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    steps.putLong(7).putLong(1L << 40).flip();
    new SafetensorsWriter()
        .tensor("fc/kernel", kernel)
        .block("steps", Dtype.I64, List.of(2L), steps)
        .block("none", Dtype.F64, List.of(3L, 0L), ByteBuffer.allocate(0))
        .metadata("key", "first")
        .metadata("key", "second")
        .write(file);
    try (Safetensors read = Safetensors.open(file)) {
      assertThat(read.metadata()).containsOnlyKeys("key").containsEntry("key", "second");
      // Of 8 bytes an element, then of 4.
      assertThat(read.tensors().keySet()).containsExactly("steps", "none", "fc/kernel");
      assertThat(read.tensors().get("none").shape()).containsExactly(3L, 0L);
      assertThat(read.tensor("fc/kernel")).isEqualTo(kernel);
      ByteBuffer bytes = read.bytes("steps");
      assertThat(bytes.remaining()).isEqualTo(16);
      assertThat(bytes.getLong()).isEqualTo(7);
      assertThat(bytes.getLong()).isEqualTo(1L << 40);
      assertThat(read.bytes("none").remaining()).isZero();
    }
  }

  @Test
  void tensorsThatAreNotUsedMayBeOfAnyKind() throws IOException {
    Path file =
        RawFile.write(
            folder.resolve("torch.safetensors"),
            "{\"n\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]},"
                + "\"q\":{\"dtype\":\"F4\",\"shape\":[5,2],\"data_offsets\":[8,13],\"more\":[{}]},"
                + "\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[13,17]}}   ",
            17);
    try (Safetensors read = Safetensors.open(file)) {
      assertThat(read.tensor("w")).isEqualTo(HostTensor.filled(Shape.of(1), 0));
      assertThatThrownBy(() -> read.tensor("n"))
          .hasMessage(file + ": found tensor 'n' of dtype I64; expected F32, F16 or BF16");
      assertThatThrownBy(() -> read.tensor("q")).hasMessageContaining("dtype F4");
      assertThatThrownBy(() -> read.tensor("x"))
          .hasMessage(file + ": found no tensor 'x'; expected one of [n, q, w]");
    }
  }

  @Test
  void singleNumbersAndNothingAreNoHostTensors() throws IOException {
    Path file = folder.resolve("odd.safetensors");
    new SafetensorsWriter()
        .block("one", Dtype.F32, List.of(), ByteBuffer.allocate(4))
        .block("none", Dtype.F16, List.of(2L, 0L), ByteBuffer.allocate(0))
        .write(file);
    try (Safetensors read = Safetensors.open(file)) {
      assertThatThrownBy(() -> read.tensor("one"))
          .isInstanceOf(FileFormatException.class)
          .hasMessageContaining("tensor 'one' of shape []; expected one extent or more");
      assertThatThrownBy(() -> read.tensor("none")).hasMessageContaining("shape [2, 0]");
    }
  }

  /** Longer than what is read and written at once, in a dtype of 2 and one of 4 bytes. */
  @Test
  void longTensorsAreWhole() throws IOException {
    int n = 3_000_001;
    float[] numbers = new float[n];
    ByteBuffer halves = ByteBuffer.allocate(2 * n).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < n; i++) {
      numbers[i] = i;
      halves.putShort((short) i);
    }
    Path file = folder.resolve("long.safetensors");
    HostTensor tensor = HostTensor.of(Shape.of(n), numbers);
    new SafetensorsWriter()
        .tensor("numbers", tensor)
        .block("halves", Dtype.BF16, List.of((long) n), halves.flip())
        .write(file);
    try (Safetensors read = Safetensors.open(file)) {
      assertThat(read.tensor("numbers")).isEqualTo(tensor);
      float[] widened = read.tensor("halves").toArray();
      assertThat(widened).hasSize(n);
      for (int i = 0; i < n; i++) {
        if (Float.floatToRawIntBits(widened[i]) != i << 16) {
          assertThat(widened[i]).as("number " + i).isEqualTo(Float.intBitsToFloat(i << 16));
        }
      }
    }
  }

  @Test
  void anOpenFileIsReadOnWhenItIsReplaced() throws IOException {
    Path file = folder.resolve("replaced.safetensors");
    HostTensor before = HostTensor.filled(Shape.of(4), 1);
    new SafetensorsWriter().tensor("w", before).write(file);
    try (Safetensors read = Safetensors.open(file)) {
      new SafetensorsWriter().tensor("v", HostTensor.filled(Shape.of(9), 2)).write(file);
      assertThat(read.tensor("w")).isEqualTo(before);
    }
  }

  @Test
  void aFileThatIsCutWhileItIsReadIsSaidToBe() throws IOException {
    Path file = folder.resolve("cut.safetensors");
    new SafetensorsWriter().tensor("w", HostTensor.filled(Shape.of(1000), 1)).write(file);
    long size = Files.size(file);
    try (Safetensors read = Safetensors.open(file)) {
      Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) size - 8));
      assertThatThrownBy(() -> read.tensor("w"))
          .isInstanceOf(FileFormatException.class)
          .hasMessage(
              "%s: found its end at byte %d; expected a file that nobody shortens while it is read",
              file, size - 8);
    }
  }

  /** A process can have so many open only. */
  @Test
  void leavesNoFileOpen() throws IOException {
    Path file = folder.resolve("closed.safetensors");
    new SafetensorsWriter().tensor("w", HostTensor.filled(Shape.of(1), 1)).write(file);
    Safetensors read = Safetensors.open(file);
    read.close();
    assertThatThrownBy(() -> read.tensor("w")).isInstanceOf(ClosedChannelException.class);
    Path damaged = Files.write(folder.resolve("damaged.safetensors"), new byte[9]);
    assertThatThrownBy(() -> Safetensors.open(damaged)).isInstanceOf(FileFormatException.class);
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      assertThat(open.map(SafetensorsTest::target)).noneMatch(path -> path.startsWith(folder));
    }
  }

  private static Path target(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException e) {
      return link; // closed since it was listed
    }
  }

  @Test
  void whatCannotBeWrittenIsRefusedWhenItIsAdded() {
    SafetensorsWriter writer =
        new SafetensorsWriter().tensor("w", HostTensor.filled(Shape.of(1), 0));
    assertThatThrownBy(() -> writer.tensor("w", HostTensor.filled(Shape.of(1), 0)))
        .hasMessage("tensor name 'w' is taken, expected a name of its own");
    assertThatThrownBy(() -> writer.tensor("__metadata__", HostTensor.filled(Shape.of(1), 0)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> writer.metadata("key", "half \ud83d"))
        .hasMessageContaining("half of a character");
    assertThatThrownBy(() -> writer.metadata("half \ud83d", "text"))
        .hasMessageContaining("half of a character");
    assertThatThrownBy(() -> writer.tensor("half \ud83d", HostTensor.filled(Shape.of(1), 0)))
        .hasMessageContaining("half of a character");
    assertThatThrownBy(() -> writer.block("b", Dtype.I64, List.of(2L), ByteBuffer.allocate(15)))
        .hasMessage(
            "tensor 'b' of shape [2] and dtype I64 has 15 bytes, expected as many as its elements need");
    assertThatThrownBy(() -> writer.block("b", Dtype.U8, List.of(-1L, -1L), ByteBuffer.allocate(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> writer.block("b", Dtype.I64, List.of(1L << 61, 8L), ByteBuffer.allocate(0)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
