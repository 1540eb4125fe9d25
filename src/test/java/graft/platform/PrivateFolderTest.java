package graft.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.fetch.FolderAside;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
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
    List<PackedFile> files = new ArrayList<>();
    for (String name : names) {
      files.add(new PackedFile(name, source.toUri().toURL(), Files.size(source), 7));
    }
    return files;
  }

  @Test
  void filesAreUnpackedBelowAFolderOfTheirOwn() throws IOException {
    Path unpacked = new PrivateFolder(root).unpack("kind", "1.0", files("a.so", "sub/b.so"));
    assertThat(unpacked).hasParent(root);
    assertThat(unpacked.getFileName().toString()).startsWith("kind-1.0-");
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
    Path first = new PrivateFolder(root).unpack("kind", "1.0", files("a.so"));
    Object before = Files.getAttribute(first.resolve("a.so"), "unix:ino");
    Path second = new PrivateFolder(root).unpack("kind", "1.0", files("a.so"));
    assertThat(second).isEqualTo(first);
    assertThat(Files.getAttribute(second.resolve("a.so"), "unix:ino")).isEqualTo(before);
  }

  @Test
  void otherContentHasAnotherFolder() throws IOException {
    PrivateFolder cache = new PrivateFolder(root);
    Path first = cache.unpack("kind", "1.0", files("a.so"));
    Files.writeString(source, "the next library");
    assertThat(cache.unpack("kind", "1.0", files("a.so"))).isNotEqualTo(first);
  }

  @Test
  void damageIsRepaired() throws IOException {
    PrivateFolder cache = new PrivateFolder(root);
    Path unpacked = cache.unpack("kind", "1.0", files("a.so", "b.so"));
    Files.writeString(unpacked.resolve("a.so"), "the lib");
    assertThat(cache.unpack("kind", "1.0", files("a.so", "b.so"))).isEqualTo(unpacked);
    assertThat(unpacked.resolve("a.so")).hasContent("the library");
    Files.delete(unpacked.resolve("b.so"));
    assertThat(cache.unpack("kind", "1.0", files("a.so", "b.so"))).isEqualTo(unpacked);
    assertThat(unpacked.resolve("a.so")).hasContent("the library");
    assertThat(unpacked.resolve("b.so")).hasContent("the library");
    assertThat(SystemView.list(root, ".*")).isEmpty();
  }

  /** A crash of the machine leaves files of the right size, and time, full of zeros. */
  @Test
  void zerosInPlaceOfALibraryAreNoticed() throws IOException {
    PrivateFolder cache = new PrivateFolder(root);
    Path unpacked = cache.unpack("kind", "1.0", files("a.so"));
    Path library = unpacked.resolve("a.so");
    FileTime time = Files.getLastModifiedTime(library);
    Files.write(library, new byte["the library".length()]);
    Files.setLastModifiedTime(library, time);
    cache.unpack("kind", "1.0", files("a.so"));
    assertThat(library).hasContent("the library");
  }

  /** One byte of a megabyte, where only somebody who reads all looks; its time tells. */
  @Test
  void aByteWrittenOverIsNoticed() throws IOException {
    byte[] large = new byte[1 << 20];
    new Random(1).nextBytes(large);
    Files.write(source, large);
    PrivateFolder cache = new PrivateFolder(root);
    Path library = cache.unpack("kind", "1.0", files("a.so")).resolve("a.so");
    byte[] damaged = large.clone();
    damaged[16384 + 5000]++;
    Files.write(library, damaged);
    cache.unpack("kind", "1.0", files("a.so"));
    assertThat(library).hasBinaryContent(large);
  }

  @Test
  void aFolderThatWasCopiedWithoutItsTimesIsUsed() throws IOException {
    PrivateFolder cache = new PrivateFolder(root);
    Path library = cache.unpack("kind", "1.0", files("a.so")).resolve("a.so");
    Object before = Files.getAttribute(library, "unix:ino");
    Files.setLastModifiedTime(library, FileTime.fromMillis(86_400_000));
    cache.unpack("kind", "1.0", files("a.so"));
    assertThat(Files.getAttribute(library, "unix:ino")).isEqualTo(before);
  }

  @Test
  void aDamagedJarIsRefused() throws IOException {
    Path jar = folder.resolve("some.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("a.so"));
      out.write("the library".getBytes(StandardCharsets.UTF_8));
    }
    URL entry = URI.create("jar:" + jar.toUri() + "!/a.so").toURL();
    PackedFile other = new PackedFile("a.so", entry, "the library".length(), 12345);
    assertThatThrownBy(() -> new PrivateFolder(root).unpack("kind", "1.0", List.of(other)))
        .isInstanceOf(DeviceUnavailableException.class)
        .hasMessageContaining("some.jar")
        .hasMessageContaining("damaged");
    assertThat(SystemView.list(root, ".*")).isEmpty();
  }

  @Test
  void onlyTheLastThreeBuildsAreKept() throws IOException {
    PrivateFolder cache = new PrivateFolder(root);
    Path other = cache.unpack("other", "1.0", files("a.so"));
    List<Path> builds = new ArrayList<>();
    for (int build = 0; build < 5; build++) {
      Files.writeString(source, "the library " + build);
      builds.add(cache.unpack("kind", "1." + build, files("a.so")));
      // As if they were a day apart; the first one is used all the time.
      for (int i = 0; i <= build; i++) {
        long day = i == 0 ? build : i;
        if (Files.exists(builds.get(i))) {
          Files.setLastModifiedTime(
              builds.get(i), FileTime.fromMillis(86_400_000 * (10 * (day + 1) + (i == 0 ? 1 : 0))));
        }
      }
    }
    assertThat(builds)
        .filteredOn(Files::exists)
        .containsExactly(builds.get(0), builds.get(3), builds.get(4));
    assertThat(other).exists();
  }

  @Test
  void whatKilledJvmsLeftIsDeleted() throws Exception {
    Files.createDirectories(root);
    Path old = Files.createDirectory(root.resolve(".filling-123456789"));
    Files.writeString(old.resolve("a.so"), "half");
    Files.setLastModifiedTime(old, FileTime.fromMillis(0));
    Path left = root.resolve(".filling-" + UUID.randomUUID() + ".part");
    Files.createFile(left);
    Path half = Files.createDirectory(root.resolve(left.getFileName() + ".folder"));
    Files.writeString(half.resolve("a.so"), "half");
    try (FolderAside alive = FolderAside.create(root, "filling")) {
      assertThat(List.of(old, left, half)).noneMatch(Files::exists);
      new PrivateFolder(root).unpack("kind", "1.0", files("a.so"));
      assertThat(alive.path()).exists();
    }
    assertThat(SystemView.list(root, ".*")).isEmpty();
  }

  /** Two began, one was killed, the other filled the folder: nobody fills it again. */
  @Test
  void whatAKilledJvmLeftIsDeletedAlsoWhereAllIsThere() throws IOException {
    new PrivateFolder(root).unpack("kind", "1.0", files("a.so"));
    String left = ".filling-" + UUID.randomUUID() + ".part";
    Files.createFile(root.resolve(left));
    Path half = Files.createDirectory(root.resolve(left + ".folder"));
    Files.writeString(half.resolve("a.so"), "half");
    new PrivateFolder(root).unpack("kind", "1.0", files("a.so"));
    assertThat(SystemView.list(root, ".*")).isEmpty();
  }

  @Test
  void aFolderOpenToOthersIsClosedToThem() throws IOException {
    Files.createDirectories(root);
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxrwxrwx"));
    new PrivateFolder(root).unpack("kind", "1.0", files("a.so"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
        .isEqualTo("rwx------");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
    Files.writeString(folder.resolve("cache"), "a file in the way");
    assertThatThrownBy(() -> new PrivateFolder(root).unpack("kind", "1.0", files("a.so")))
        .isInstanceOf(DeviceUnavailableException.class)
        .hasMessageContaining(root.toString())
        .hasMessageContaining("XDG_CACHE_HOME");
  }
}
