package graft.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are damaged, made to harm, or something else: one sentence that says which. */
class HostileFilesTest {
  private static final String W =
      "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";

  @TempDir private Path folder;

  private static void assertRefused(Path file, String found) {
    assertThatThrownBy(() -> Safetensors.open(file).close())
        .isInstanceOf(FileFormatException.class)
        .hasMessageStartingWith(file + ": found " + found)
        .hasMessageContaining("; expected ")
        .hasMessageNotContaining("\n");
  }

  static Stream<Arguments> headers() {
    String two = "\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":%s}";
    String both = "{" + two + ",\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":%s}}";
    String one = "{\"w\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}}";
    return Stream.of(
        arguments(
            both.formatted("[0,4]", "[2,6]"),
            6,
            "tensor 'b' from byte 2 on, where tensor 'a' ends at byte 4"),
        arguments(both.formatted("[0,4]", "[0,4]"), 4, "tensor 'b' from byte 0 on"),
        arguments(
            both.formatted("[6,10]", "[0,4]"),
            10,
            "tensor 'a' from byte 6 on, where tensor 'b' ends at byte 4"),
        arguments(
            both.formatted("[4,8]", "[8,12]"),
            12,
            "tensor 'a' from byte 4 on, where the header ends at byte 0"),
        arguments(one.formatted("F32", "[2]", "[8,0]"), 8, "tensor 'w' from byte 8 to byte 0"),
        arguments(one.formatted("F32", "[2]", "[-8,0]"), 8, "data_offsets of tensor 'w' with -8"),
        arguments(one.formatted("F32", "[2]", "[0]"), 8, "tensor 'w' with data_offsets [0]"),
        arguments(one.formatted("F32", "[2]", "[0,8,8]"), 8, "tensor 'w' with data_offsets"),
        arguments(one.formatted("F32", "[2]", "[0,8.0]"), 8, "data_offsets of tensor 'w' with 8.0"),
        arguments(one.formatted("F32", "[2]", "[0,1e1]"), 8, "data_offsets of tensor 'w' with 1e1"),
        arguments(one.formatted("F32", "[2]", "[0,null]"), 8, "data_offsets of tensor 'w' with nu"),
        arguments(
            one.formatted("F32", "[2]", "[0,9223372036854775808]"),
            8,
            "data_offsets of tensor 'w' with 9223372036854775808"),
        arguments(
            one.formatted("F32", "[2]", "[0,9223372036854775807]"), 8, "tensor 'w' of shape [2]"),
        arguments(one.formatted("F32", "[2]", "[0,\"8\"]"), 8, "data_offsets of tensor 'w' with 8"),
        arguments(one.formatted("F32", "[2]", "8"), 8, "data_offsets of tensor 'w' as a number"),
        arguments(
            one.formatted("F32", "[2]", "[0,1" + "0".repeat(5000) + "]"),
            8,
            "a header that cannot"),
        arguments(
            one.formatted("F32", "[3]", "[0,8]"),
            8,
            "tensor 'w' of shape [3] and dtype F32 in 8 bytes; expected 12 bytes"),
        arguments(one.formatted("F16", "[2]", "[0,8]"), 8, "tensor 'w' of shape [2] and dtype F16"),
        arguments(one.formatted("F32", "[]", "[0,8]"), 8, "tensor 'w' of shape [] and dtype F32"),
        arguments(one.formatted("F32", "[0,9]", "[0,8]"), 8, "tensor 'w' of shape [0, 9]"),
        arguments(one.formatted("F32", "[-2,-1]", "[0,8]"), 8, "shape of tensor 'w' with -2"),
        arguments(one.formatted("F32", "[4611686018427387906]", "[0,8]"), 8, "tensor 'w' of shape"),
        arguments(
            one.formatted("F32", "[4294967296,4294967296]", "[0,0]"), 0, "tensor 'w' of shap"),
        arguments(
            one.formatted("F32", "[1099511627776]", "[0,4398046511104]"),
            8,
            "8 bytes of tensors; expected the 4,398,046,511,104 that its header tells of"),
        arguments(one.formatted("F99", "[2]", "[0,9]"), 8, "8 bytes of tensors; expected the 9"),
        arguments(W, 7, "7 bytes of tensors; expected the 8 that its header tells of (was a down"),
        arguments(W, 0, "0 bytes of tensors"),
        arguments(W, 9, "1 bytes behind the last tensor"),
        arguments("{}", 1, "1 bytes behind the last tensor"),
        arguments(W + "x", 8, "a header that cannot be read"),
        arguments(W + "{}", 8, "more than one value in the header"),
        arguments(W + "\0\0", 8, "a header that cannot be read"),
        arguments(W.substring(0, 40), 8, "a header that cannot be read"),
        arguments(W.replace("}}", "},}"), 8, "a header that cannot be read"),
        arguments("{\0\"\0w\0\"\0:\0{\0}\0}\0", 0, "a header that cannot be read"),
        arguments("{\"w\":".repeat(100_000), 0, "a header that cannot be read"),
        arguments("{\"w\":{\"x\":" + "[".repeat(100_000), 0, "a header that cannot be read"),
        arguments(
            "{" + two.formatted("[0,4]") + "," + two.formatted("[4,8]") + "}",
            8,
            "a header that cannot be read (Duplicate"),
        arguments(
            W.replace("}}", ",\"shape\":[2]}}"), 8, "a header that cannot be read (Duplicate"),
        arguments(
            "{\"__metadata__\":{\"a\":\"\",\"a\":\"\"}}", 0, "a header that cannot be read (D"),
        arguments(
            "{\"__metadata__\":{},\"__metadata__\":{}}", 0, "a header that cannot be read (D"),
        arguments("{\"__metadata__\":{\"a\":1}}", 0, "__metadata__'s 'a' as a number"),
        arguments("{\"__metadata__\":{\"a\":{}}}", 0, "__metadata__'s 'a' as a JSON object"),
        arguments("{\"__metadata__\":{\"a\":null}}", 0, "__metadata__'s 'a' as JSON's null"),
        arguments("{\"__metadata__\":[]}", 0, "__metadata__ as a JSON array"),
        arguments("{\"w\":[]}", 0, "tensor 'w' as a JSON array"),
        arguments("{\"a\\nb\":[]}", 0, "tensor 'a?b' as a JSON array"),
        arguments("{\"w\":{\"dtype\":4}}", 0, "dtype of tensor 'w' as a number"),
        arguments("{\"w\":{\"shape\":[],\"data_offsets\":[0,4]}}", 4, "tensor 'w' without dtype"),
        arguments("{\"w\":{\"dtype\":\"U8\",\"data_offsets\":[0,4]}}", 4, "tensor 'w' without sh"),
        arguments(
            "{\"w\":{\"dtype\":\"U8\",\"shape\":[4]}}", 4, "tensor 'w' without data_offsets"));
  }

  @ParameterizedTest
  @MethodSource("headers")
  void headersThatLie(String header, int dataBytes, String found) throws IOException {
    assertRefused(RawFile.write(folder.resolve("file.safetensors"), header, dataBytes), found);
  }

  static Stream<Arguments> lengths() {
    return Stream.of(
        arguments(0, "a header of 0 bytes"),
        arguments(1, "a header that cannot be read"),
        arguments(60, "a header of 60 bytes in a file of 67; expected a whole safetensors file"),
        arguments(100_000_000, "a header of 100,000,000 bytes in a file of 67"),
        arguments(100_000_001, "a header of 100000001 bytes; expected a safetensors file, whose"),
        arguments(Long.MAX_VALUE, "a header of 9223372036854775807 bytes"),
        arguments(Long.MIN_VALUE, "a header of 9223372036854775808 bytes"),
        arguments(-1L, "a header of 18446744073709551615 bytes"));
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void lengthsThatLie(long length, String found) throws IOException {
    byte[] header = Arrays.copyOf(W.getBytes(StandardCharsets.UTF_8), 59);
    assertRefused(RawFile.write(folder.resolve("file"), length, header, 0), found);
  }

  @Test
  void textThatIsNoUnicode() throws IOException {
    byte[] header = "{\"w?\":{}}".getBytes(StandardCharsets.UTF_8);
    header[3] = (byte) 0xFF;
    assertRefused(
        RawFile.write(folder.resolve("file"), header.length, header, 0),
        "a header that is no UTF-8");
  }

  static Stream<Arguments> others() throws IOException {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(W.getBytes(StandardCharsets.UTF_8));
    }
    byte[] onnx = HexFormat.of().parseHex("08081207");
    return Stream.of(
        arguments(new byte[0], "an empty file; expected a safetensors file"),
        arguments(new byte[] {1}, "a file of 1 bytes"),
        arguments(new byte[7], "a file of 7 bytes"),
        arguments(new byte[8], "a header of 0 bytes"),
        arguments(new byte[9], "a header of 0 bytes"),
        arguments(
            text("hello world, I am no model"),
            "a text that begins with 'hello world, I am no model'"),
        arguments(text("{\"error\": \"no such model\"}\n"), "a text that begins with '{\"error"),
        arguments(hex("ff".repeat(20)), "a header of 18446744073709551615 bytes"),
        arguments(number(4, "junk"), "a file that begins with the bytes 0400000000000000"),
        arguments(text("\n<!DOCTYPE html><html><body>404"), "an HTML page"),
        arguments(text("<html>"), "an HTML page"),
        arguments(text("<?xml version=\"1.0\"?><Error>AccessDenied"), "an XML document"),
        arguments(text("version https://git-lfs.github.com/spec/v1\noid"), "a Git LFS pointer"),
        arguments(gzip.toByteArray(), "a gzip file"),
        arguments(zip("archive/data.pkl"), "a PyTorch file (a pickle in a ZIP archive)"),
        arguments(zip("metadata.json"), "a Keras file"),
        arguments(zip("readme.txt"), "a ZIP archive"),
        arguments(
            hex("80028a0a6cfc9c46f9206aa850192e80024de903"), "a PyTorch file of the old kind"),
        arguments(hex("80049505000000000000004b012e"), "a Python pickle"),
        arguments(hex("894844460d0a1a0a0000000000080800"), "an HDF5 file, as Keras"),
        arguments(concat(onnx, text("pytorch")), "an ONNX model, as it seems"),
        arguments(concat(hex("1c000000"), text("TFL3")), "a TensorFlow Lite model"),
        arguments(concat(text("GGUF"), new byte[20]), "a GGUF file"),
        arguments(
            concat(Arrays.copyOf(text("./model.safetensors"), 257), text("ustar")),
            "a tar archive"),
        arguments(
            concat(
                hex("504b03041400000000000000000000000000000000000000000005000000"), text("a.npy")),
            "NumPy arrays in a ZIP archive"),
        arguments(
            hex("0a1f0a05696e7075740a0b"),
            "a header of 8462385097164332810 bytes (a file that begins with the bytes"
                + " 0a1f0a05696e7075)"));
  }

  @ParameterizedTest
  @MethodSource("others")
  void filesThatAreSomethingElse(byte[] content, String found) throws IOException {
    assertRefused(Files.write(folder.resolve("model.safetensors"), content), found);
  }

  @Test
  void foldersAndNothing() {
    assertRefused(folder, "a folder; expected a safetensors file");
    assertRefused(folder.resolve("gone"), "no such file; expected a safetensors file");
    assertRefused(Path.of("/dev/null"), "nothing that may be read as a file");
  }

  /** Of a header that is all name. */
  @Test
  void whatIsFoundIsToldIn400Characters() {
    String most = "x".repeat(400);
    assertThat(FileFormatException.of("a", most, "b")).hasMessage("a: found %s; expected b", most);
    assertThat(FileFormatException.of("a", most + "x", "b"))
        .hasMessage("a: found %s...; expected b", most);
  }

  /** Whatever bits flip and wherever it is cut: a sound file, or a sentence. */
  @Test
  void damagedFilesAreReadOrRefusedButNeverWorse() throws IOException {
    Path whole = folder.resolve("whole");
    new SafetensorsWriter()
        .metadata("format", "graft")
        .tensor("conv1/kernel", HostTensor.filled(Shape.of(2, 2), 1))
        .block("steps", Dtype.I64, List.of(), ByteBuffer.allocate(8))
        .write(whole);
    byte[] sound = Files.readAllBytes(whole);
    Random random = new Random(1);
    int refused = 0;
    for (int i = 0; i < 1000; i++) {
      byte[] damaged = Arrays.copyOf(sound, sound.length - (i % 4 == 0 ? random.nextInt(40) : 0));
      for (int flips = random.nextInt(3); flips >= 0; flips--) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Path file = Files.write(folder.resolve("damaged"), damaged);
      try (Safetensors read = Safetensors.open(file)) {
        for (StoredTensor tensor : read.tensors().values()) {
          assertThat(read.bytes(tensor.name()).remaining()).isEqualTo((int) tensor.bytes());
        }
      } catch (FileFormatException e) {
        refused++;
        assertThat(e.getMessage()).startsWith(file + ": found ").doesNotContain("\n");
      }
    }
    assertThat(refused).isBetween(300, 999);
  }

  private static byte[] zip(String entry) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.putNextEntry(new ZipEntry(entry));
      out.write(new byte[1000]);
    }
    return bytes.toByteArray();
  }

  private static byte[] number(int length, String text) {
    return concat(new byte[] {(byte) length, 0, 0, 0, 0, 0, 0, 0}, text(text));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
