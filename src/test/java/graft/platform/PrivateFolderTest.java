package graft.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFolderTest {
  @TempDir Path folder;
  private Path root;
  private Path source;

  @BeforeEach
  void prepare() throws IOException {
    root = folder.resolve("cache/graft/native");
    source = Files.writeString(folder.resolve("source"), "the library");
  }

  private List<PackedFile> files(String... names) throws IOException {
    List<PackedFile> files = new java.util.ArrayList<>();
    for (String name : names) {
      files.add(new PackedFile(name, source.toUri().toURL(), Files.size(source), 7));
    }
    return files;
  }

  @Test
  void filesAreUnpackedBelowAFolderOfTheirOwn() throws IOException {
    Path unpacked = new PrivateFolder(root).unpack("label", files("a.so", "sub/b.so"));
    assertThat(unpacked).hasParent(root);
    assertThat(unpacked.getFileName().toString()).startsWith("label-");
    assertThat(unpacked.resolve("a.so")).hasContent("the library");
    assertThat(unpacked.resolve("sub/b.so")).hasContent("the library");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
        .isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(unpacked)))
        .isEqualTo("rwx------");
    assertThat(SystemView.list(root, ".*")).as("nothing is left aside").isEmpty();
  }

  @Test
  void whatIsThereIsUsedAgain() throws IOException {
    Path first = new PrivateFolder(root).unpack("label", files("a.so"));
    Object before = Files.getAttribute(first.resolve("a.so"), "unix:ino");
    Path second = new PrivateFolder(root).unpack("label", files("a.so"));
    assertThat(second).isEqualTo(first);
    assertThat(Files.getAttribute(second.resolve("a.so"), "unix:ino")).isEqualTo(before);
  }

  @Test
  void otherContentHasAnotherFolder() throws IOException {
    PrivateFolder cache = new PrivateFolder(root);
    Path first = cache.unpack("label", files("a.so"));
    Files.writeString(source, "the next library");
    assertThat(cache.unpack("label", files("a.so"))).isNotEqualTo(first);
  }

  @Test
  void damageIsRepaired() throws IOException {
    PrivateFolder cache = new PrivateFolder(root);
    Path unpacked = cache.unpack("label", files("a.so", "b.so"));
    Files.writeString(unpacked.resolve("a.so"), "the lib");
    assertThat(cache.unpack("label", files("a.so", "b.so"))).isEqualTo(unpacked);
    assertThat(unpacked.resolve("a.so")).hasContent("the library");
    Files.delete(unpacked.resolve("b.so"));
    assertThat(cache.unpack("label", files("a.so", "b.so"))).isEqualTo(unpacked);
    assertThat(unpacked.resolve("a.so")).hasContent("the library");
    assertThat(unpacked.resolve("b.so")).hasContent("the library");
    assertThat(SystemView.list(root, ".*")).isEmpty();
  }

  @Test
  void aFolderOpenToOthersIsClosedToThem() throws IOException {
    Files.createDirectories(root);
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxrwxrwx"));
    new PrivateFolder(root).unpack("label", files("a.so"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
        .isEqualTo("rwx------");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
    Files.writeString(folder.resolve("cache"), "a file in the way");
    assertThatThrownBy(() -> new PrivateFolder(root).unpack("label", files("a.so")))
        .isInstanceOf(DeviceUnavailableException.class)
        .hasMessageContaining(root.toString())
        .hasMessageContaining("XDG_CACHE_HOME");
  }
}
