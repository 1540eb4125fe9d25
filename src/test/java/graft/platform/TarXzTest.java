package graft.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarXzTest {
  @TempDir Path folder;
  private final MadeUpArchives.Tar tar = new MadeUpArchives.Tar("x-archive");
  private final Map<String, Long> heard = new LinkedHashMap<>();
  private Path archive;
  private Path target;

  @BeforeEach
  void empty() throws IOException {
    archive = folder.resolve("x.tar.xz");
    target = Files.createDirectory(folder.resolve("target"));
  }

  private void unpack(byte[] content) throws IOException {
    Files.write(archive, content);
    new TarXz(archive, name -> name.matches("libx[a-z-]*\\.so\\.[0-9.]+"))
        .unpack(target, heard::put);
  }

  private List<String> unpacked() throws IOException {
    try (Stream<Path> files = Files.list(target)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aFileGetsTheNameOfTheLinkToIt() throws IOException {
    tar.library("libx.so.13", "13.1.0.3");
    tar.file("lib/libx-alone.so.9", "has no link");
    tar.file("lib/libx_static.a", "");
    tar.file("lib/stubs/libx.so.13", "for linkers");
    tar.file("include/x.h", "");
    unpack(tar.xz());
    assertThat(unpacked()).containsExactly("libx-alone.so.9", "libx.so.13");
    assertThat(target.resolve("libx.so.13")).hasContent("libx.so.13").isRegularFile();
    assertThat(heard).containsEntry("libx.so.13.1.0.3", 10L);
  }

  @Test
  void ofTwoLinksTheMoreSpecificNameCounts() throws IOException {
    tar.link("lib/libx-builtins.so.13", "libx-builtins.so.13.0.88");
    tar.link("lib/libx-builtins.so.13.0", "libx-builtins.so.13.0.88");
    tar.file("lib/libx-builtins.so.13.0.88", "");
    unpack(tar.xz());
    assertThat(unpacked()).containsExactly("libx-builtins.so.13.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../../lib/libx.so.1", "a/../../../x", "../..", "lib/../../../lib/libx.so.1"})
  void anEntryThatLeadsOutIsRefused(String name) throws IOException {
    tar.file("lib/libx.so.1", "");
    tar.file(name, "outside");
    assertThatThrownBy(() -> unpack(tar.xz()))
        .isInstanceOf(IOException.class)
        .hasMessage(archive + " has an entry 'x-archive/" + name + "', which leads out of it");
  }

  @Test
  void anAbsoluteEntryIsRefused() throws IOException {
    MadeUpArchives.Tar rootless = new MadeUpArchives.Tar("");
    rootless.file("/tmp/lib/libx.so.1", "outside");
    assertThatThrownBy(() -> unpack(rootless.xz()))
        .hasMessage(archive + " has an entry '/tmp/lib/libx.so.1', which leads out of it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/passwd", "../../../x", "../../../libx.so.1.2", "a/../../../../b"})
  void aLinkThatLeadsOutIsRefused(String to) throws IOException {
    tar.link("lib/libx.so.1", to);
    assertThatThrownBy(() -> unpack(tar.xz()))
        .hasMessage(
            "%s has a link 'x-archive/lib/libx.so.1' to '%s', which leads out of it"
                .formatted(archive, to));
    assertThat(unpacked()).isEmpty();
  }

  @Test
  void aLinkToAnotherFolderOfTheArchiveIsNoFault() throws IOException {
    tar.link("lib64/x", "../lib/libx.so.1");
    tar.file("lib/libx.so.1", "");
    unpack(tar.xz());
    assertThat(unpacked()).containsExactly("libx.so.1");
  }

  @Test
  void hardLinksCountFromTheRoot() throws IOException {
    tar.special("lib/libx.so.1", TarConstants.LF_LINK, "../x");
    assertThatThrownBy(() -> unpack(tar.xz())).hasMessageContaining("to '../x', which leads out");
  }

  @Test
  void aDeviceIsRefused() throws IOException {
    tar.special("lib/libx.so.1", TarConstants.LF_CHR, "");
    assertThatThrownBy(() -> unpack(tar.xz()))
        .hasMessageContaining("'x-archive/lib/libx.so.1', which is no file, folder or link");
  }

  @Test
  void whereItIsCutOffIsSaidToBeDamage() throws IOException {
    tar.large("lib/libx.so.1", 100_000);
    tar.file("lib/libx.so.2", "");
    byte[] whole = tar.xz();
    for (int bytes : new int[] {0, 5, 20, 5000, whole.length / 2, whole.length - 40}) {
      assertThatThrownBy(() -> unpack(Arrays.copyOf(whole, bytes)))
          .as("%d of %d bytes", bytes, whole.length)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(archive + " is damaged or ends too early");
    }
  }

  @Test
  void aFlippedBitIsSaidToBeDamage() throws IOException {
    tar.large("lib/libx.so.1", 100_000);
    byte[] content = tar.xz();
    content[content.length / 2] ^= 1;
    assertThatThrownBy(() -> unpack(content))
        .hasMessageStartingWith(archive + " is damaged or ends too early");
  }
}
