package graft.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On the natives of JCuda that the build has unpacked. */
class RetargetTest {
  private static final String DNN = "libJCudnn";
  private static final String FROM = "libcudnn.so.8";
  private static final String TO = "libcudnn.so.9";

  private static byte[] natives(String name) throws IOException {
    Path file = Path.of("target/jcuda-natives/lib", name + "-11.7.0-linux-x86_64.so");
    return Files.readAllBytes(file);
  }

  private static List<String> versions(ElfFile elf) {
    return elf.versionNeeds().stream()
        .map(need -> elf.string(need.file()) + " " + elf.string(need.name()))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "libJCublas2, libcublas.so.11, libcublas.so.12",
    "libJCublas2, libcublas.so.11, libcublas.so.13",
    "libJCudnn, libcudnn.so.8, libcudnn.so.9",
    "libJNvrtc, libnvrtc.so.11.2, libnvrtc.so.12",
    "libJNvrtc, libnvrtc.so.11.2, libnvrtc.so.13"
  })
  void libraryVersionAndHashAreReplacedAndNothingElse(String name, String from, String to)
      throws IOException {
    byte[] before = natives(name);
    byte[] kept = before.clone();
    byte[] after = Retarget.of(name, before, from, to);
    assertThat(before).as("the original").isEqualTo(kept);
    ElfFile was = new ElfFile(name, before);
    ElfFile is = new ElfFile(name, after);
    assertThat(was.needed()).contains(from);
    assertThat(is.needed())
        .isEqualTo(was.needed().stream().map(n -> n.equals(from) ? to : n).toList());
    assertThat(versions(is))
        .contains(to + " " + to)
        .isEqualTo(
            versions(was).stream()
                .map(v -> v.equals(from + " " + from) ? to + " " + to : v)
                .toList());
    assertThat(is.versionNeeds())
        .allSatisfy(
            need -> assertThat(need.hash()).isEqualTo(Retarget.hash(is.string(need.name()))));
    int changed = 0;
    for (int i = 0; i < before.length; i++) {
      changed += before[i] == after[i] ? 0 : 1;
    }
    assertThat(changed).as("bytes changed").isBetween(2, 8);
    assertThatThrownBy(() -> Retarget.of(name, after, from, to))
        .as("a second time")
        .hasMessageContaining("it does not ask for " + from);
  }

  /** A value that others computed: what readelf shows of libc's GLIBC_2.2.5. */
  @Test
  void theHashIsTheOneOfSystemV() {
    assertThat(Retarget.hash("GLIBC_2.2.5")).isEqualTo(0x09691a75);
    assertThat(Retarget.hash("")).isZero();
  }

  private static void assertRefused(byte[] content, String why) {
    assertThatThrownBy(() -> Retarget.of("x.so", content, FROM, TO))
        .isInstanceOf(DeviceUnavailableException.class)
        .hasMessageStartingWith("x.so is left as it is: ")
        .hasMessageContaining(why)
        .hasMessageNotContaining("\n");
  }

  private static byte[] with(byte[] content, int at, int value) {
    byte[] changed = content.clone();
    changed[at] = (byte) value;
    return changed;
  }

  @Test
  void otherKindsOfFilesAreRefused() throws IOException {
    byte[] dnn = natives(DNN);
    assertRefused(new byte[0], "no ELF file");
    assertRefused("/* GNU ld script */ INPUT(-lc)".getBytes(StandardCharsets.UTF_8), "no ELF file");
    assertRefused(with(dnn, 4, 1), "32-bit");
    assertRefused(with(dnn, 5, 2), "little-endian");
    assertRefused(with(dnn, 16, 2), "no shared library");
    assertRefused(with(dnn, 18, 183), "aarch64");
    assertRefused(with(dnn, 54, 32), "program headers");
    assertRefused(natives("libJCublas2"), "it does not ask for libcudnn.so.8 but for [lib");
    assertThatThrownBy(() -> Retarget.of("x.so", dnn, FROM, "libcudnn.so.10"))
        .hasMessageContaining("libcudnn.so.10 is longer than libcudnn.so.8");
  }

  @Test
  void aTruncatedFileIsRefused() throws IOException {
    byte[] dnn = natives(DNN);
    for (int length : List.of(19, 20, 40, 63, 100, 0x5000, 0xd260, 0x3fc08, dnn.length - 1)) {
      assertThatThrownBy(() -> Retarget.of("x.so", Arrays.copyOf(dnn, length), FROM, TO))
          .as("%d bytes", length)
          .isInstanceOf(DeviceUnavailableException.class)
          .hasMessageContaining(length < 20 ? "no ELF file" : "it ends before its ");
    }
  }

  @Test
  void aNameThatIsThereTwiceIsRefused() throws IOException {
    byte[] dnn = natives(DNN);
    ElfFile elf = new ElfFile(DNN, dnn);
    // In the place of a symbol's name.
    int victim =
        elf.references().stream()
            .filter(r -> r.role() == ElfFile.Role.OTHER)
            .mapToInt(ElfFile.Reference::offset)
            .filter(offset -> elf.string(offset).length() == FROM.length())
            .findFirst()
            .orElseThrow();
    byte[] twice = dnn.clone();
    byte[] name = FROM.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(name, 0, twice, elf.strings() + victim, name.length);
    assertRefused(twice, "it names libcudnn.so.8 twice");
  }

  @Test
  void aNameThatServesForSomethingElseIsRefused() throws IOException {
    byte[] dnn = natives(DNN);
    ElfFile elf = new ElfFile(DNN, dnn);
    int name =
        elf.references().stream()
            .filter(r -> r.role() == ElfFile.Role.NEEDED)
            .mapToInt(ElfFile.Reference::offset)
            .filter(offset -> elf.string(offset).equals(FROM))
            .findFirst()
            .orElseThrow();
    // The second symbol of .dynsym, which lies at 0xf08, gets another name.
    ByteBuffer whole = ByteBuffer.wrap(dnn.clone()).order(ByteOrder.LITTLE_ENDIAN);
    whole.putInt(0xf08 + 24, name);
    assertRefused(whole.array(), "serves there for [NEEDED, VERSION_FILE, VERSION_NAME, OTHER]");
    whole.putInt(0xf08 + 24, name + 9);
    assertRefused(whole.array(), "OTHER], in part");
  }

  @Test
  void anotherHashOrVersionIsRefused() throws IOException {
    byte[] dnn = natives(DNN);
    ElfFile elf = new ElfFile(DNN, dnn);
    ElfFile.VersionNeed need =
        elf.versionNeeds().stream()
            .filter(n -> elf.string(n.name()).equals(FROM))
            .findFirst()
            .orElseThrow();
    assertRefused(with(dnn, need.hashPosition(), 0), "the hash of the version libcudnn.so.8 is ");
    // The version's name becomes that of another version.
    ByteBuffer other = ByteBuffer.wrap(dnn.clone()).order(ByteOrder.LITTLE_ENDIAN);
    other.putInt(need.hashPosition() + 8, elf.versionNeeds().get(0).name());
    assertRefused(other.array(), "serves there for [NEEDED, VERSION_FILE]");
  }

  /** Whatever is wrong with a file, it is refused in a sentence or renamed as a whole. */
  @Test
  void damageNeverEndsInAnotherException() throws IOException {
    byte[] dnn = natives(DNN);
    Random random = new Random(1);
    int[] regions = {0, 0x1c8, 0xd258, 0xd308, 0x3fc08, 0x3fe08};
    for (int i = 0; i < 2000; i++) {
      byte[] damaged = dnn.clone();
      int region = 2 * random.nextInt(regions.length / 2);
      int at = regions[region] + random.nextInt(regions[region + 1] - regions[region]);
      damaged[at] = (byte) random.nextInt();
      assertThatCode(
              () -> {
                try {
                  Retarget.of("x.so", damaged, FROM, TO);
                } catch (DeviceUnavailableException e) {
                  assertThat(e).hasMessageStartingWith("x.so is left as it is: ");
                }
              })
          .as("byte %x", at)
          .doesNotThrowAnyException();
    }
  }
}
