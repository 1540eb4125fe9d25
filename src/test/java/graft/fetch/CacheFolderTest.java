package graft.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheFolderTest {
  @TempDir Path folder;

  private Path of(Map<String, String> environment, String home) {
    return CacheFolder.of(environment, home, folder.resolve("tmp"));
  }

  @Test
  void isInTheHomeWhereXdgSaysNothing() {
    String home = folder.toString();
    Path cache = folder.resolve(".cache/graft");
    assertThat(of(Map.of(), home)).isEqualTo(cache);
    assertThat(of(Map.of("XDG_CACHE_HOME", ""), home)).isEqualTo(cache);
    assertThat(of(Map.of("XDG_CACHE_HOME", "relative"), home)).isEqualTo(cache);
    assertThat(of(Map.of("XDG_CACHE_HOME", "/var/x"), home)).isEqualTo(Path.of("/var/x/graft"));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void theHomeIsTheOneThatIsNamed() throws IOException {
    Path named = Files.createDirectory(folder.resolve("named"));
    Path listed = Files.createDirectory(folder.resolve("listed"));
    Map<String, String> environment = Map.of("HOME", named.toString());
    assertThat(of(environment, listed.toString())).isEqualTo(named.resolve(".cache/graft"));

    Map<String, String> kept = Map.of("HOME", anotherUsersFolder().toString());
    assertThat(of(kept, listed.toString()))
        .as("another user's, as sudo keeps it")
        .isEqualTo(listed.resolve(".cache/graft"));
  }

  /** Root can make one, and others find one. */
  private Path anotherUsersFolder() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    try {
      Files.setAttribute(other, "unix:uid", 12345);
      return other;
    } catch (FileSystemException e) {
      return Path.of("/usr");
    }
  }

  @Test
  void theHomeIsThisUsers() {
    Path home = Path.of(System.getProperty("user.home"));
    assertThat(CacheFolder.of(Map.of())).isEqualTo(home.resolve(".cache/graft"));
  }

  /**
   * What Java says of a user without a name, a home that is gone, a file, and a system's folder.
   */
  @ParameterizedTest
  @ValueSource(strings = {"?", "", "relative", "/nonexistent", "FOLDER/file"})
  void aUserWithoutAHomeGetsAPrivateFolder(String home) throws IOException {
    Files.createDirectory(folder.resolve("tmp"));
    Files.writeString(folder.resolve("file"), "");
    String named = home.replace("FOLDER", folder.toString());
    Path found = of(Map.of(), named);

    assertThat(found).isAbsolute().isDirectory().startsWith(folder.resolve("tmp"));
    assertThat(Files.getPosixFilePermissions(found))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(of(Map.of(), named)).as("the next time").isEqualTo(found);
    assertThat(of(Map.of("HOME", folder.toString()), named))
        .as("with HOME set")
        .isEqualTo(folder.resolve(".cache/graft"));
  }

  @Test
  void aFolderThatOthersMayWriteIsNotTaken() throws IOException {
    Files.createDirectory(folder.resolve("tmp"));
    Path found = of(Map.of(), "?");
    Files.setPosixFilePermissions(found, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path other = of(Map.of(), "?");
    assertThat(other).isNotEqualTo(found).isDirectory();
    Files.delete(other);
  }
}
