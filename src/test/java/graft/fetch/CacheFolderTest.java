package graft.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheFolderTest {
  @Test
  void isInTheHomeWhereXdgSaysNothing() {
    Path home = Path.of("/home/ann");
    assertThat(CacheFolder.of(Map.of(), home)).isEqualTo(home.resolve(".cache/graft"));
    assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", ""), home))
        .isEqualTo(home.resolve(".cache/graft"));
    assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", "relative"), home))
        .isEqualTo(home.resolve(".cache/graft"));
    assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", "/var/x"), home))
        .isEqualTo(Path.of("/var/x/graft"));
  }

  @Test
  void theHomeIsThisUsers() {
    assertThat(CacheFolder.of(Map.of()))
        .isEqualTo(Path.of(System.getProperty("user.home"), ".cache", "graft"));
  }
}
