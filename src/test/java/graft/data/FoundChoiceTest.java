package graft.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FoundChoiceTest {
  private static Provenance from(String source, KnownDataset... known) {
    return new Provenance(
        "digits", source, Map.of(), known.length == 0 ? Optional.empty() : Optional.of(known[0]));
  }

  private static String of(String choice, Provenance found, String given) {
    return FoundChoice.of(choice, found, given.isEmpty() ? Map.of() : Map.of("GRAFT_DATA", given));
  }

  @Test
  void aFolderThatWasNamedStays() {
    assertThat(of("digits/mine", from("folder /x/digits/mine"), "/data")).isEqualTo("digits/mine");
  }

  @Test
  void whatLiesInGraftDataIsNamedByItsFolder() {
    assertThat(of("auto", from("folder /data"), "/data")).isEqualTo("/data");
    assertThat(of("auto", from("folder /data/mnist", KnownDataset.MNIST), "/data/x/.."))
        .isEqualTo("/data/mnist");
    assertThat(
            of("fashion-mnist", from("folder /d/fashion-mnist", KnownDataset.FASHION_MNIST), "/d"))
        .isEqualTo("/d/fashion-mnist");
    Path here = Path.of("").toAbsolutePath();
    assertThat(of("auto", from("folder " + here.resolve("d")), "d"))
        .isEqualTo(here.resolve("d").toString());
  }

  @Test
  void whatAutoFoundElsewhereIsNamedByItsName() {
    Provenance fetched = from("downloaded from https://x", KnownDataset.FASHION_MNIST);
    assertThat(of("auto", fetched, "")).isEqualTo("fashion-mnist");
    assertThat(of("auto", fetched, "/data")).isEqualTo("fashion-mnist");
    assertThat(of("mnist", from("cache", KnownDataset.MNIST), "")).isEqualTo("mnist");
  }
}
