package graft.data;

import static org.assertj.core.api.Assertions.assertThat;

import graft.crash.Done;
import graft.crash.Work;
import graft.fetch.Downloader;
import graft.fetch.FileProblem;
import graft.fetch.MirrorServer;
import graft.fetch.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A data set that is downloaded into the cache, another one in each round. */
public final class DataWork implements Work, AutoCloseable {
  private static final URI NOWHERE = URI.create("http://127.0.0.1:1/set/");
  private final MirrorServer mirror;

  public DataWork() throws IOException {
    mirror = new MirrorServer();
  }

  @Override
  public String name() {
    return "data";
  }

  /** The mirror lives as long as this. */
  @Override
  public void prepare(Path folder) throws IOException {
    Path digits = SyntheticDigits.write(folder.resolve("digits"), 300, 100, 1, true);
    for (DataFile file : DataFile.values()) {
      mirror.serve(
          file.compressedName(), Files.readAllBytes(digits.resolve(file.compressedName())));
    }
    Files.writeString(folder.resolve("mirror"), mirror.uri().toString());
    assertThat(write(folder, 0, 0, false)).isZero();
  }

  private static Recipe recipe(Path folder, int round) throws IOException {
    Map<DataFile, String> sha256 = new EnumMap<>(DataFile.class);
    for (DataFile file : DataFile.values()) {
      sha256.put(
          file, Sha256.ofUncompressed(folder.resolve("digits").resolve(file.compressedName())));
    }
    URI mirror = URI.create(Files.readString(folder.resolve("mirror")));
    return new Recipe("Set", "set-" + round, sha256, List.of(mirror), Optional.empty());
  }

  @Override
  public int write(Path folder, int worker, int round, boolean goesOn) throws IOException {
    Recipe recipe = recipe(folder, round);
    Recipe other =
        new Recipe("Other", "other", recipe.sha256(), List.of(NOWHERE), Optional.empty());
    DataListener listener = new DataListener() {};
    try {
      new DataLocator(
              Map.of("XDG_CACHE_HOME", folder.resolve("cache").toString()),
              recipe,
              other,
              new Downloader(Duration.ofSeconds(2), Duration.ofSeconds(20), listener),
              listener)
          .load("set-" + round, 1);
      return 0;
    } catch (DataException e) {
      System.err.println(FileProblem.of(e));
      return 1;
    }
  }

  @Override
  public void judge(Path folder, Done done) throws IOException {
    Path cache = folder.resolve("cache/graft");
    int last = done.last();
    for (int round = 0; round <= last + 1; round++) {
      Recipe recipe = recipe(folder, round);
      for (DataFile file : DataFile.values()) {
        Path fetched = cache.resolve("set-" + round).resolve(file.compressedName());
        if (round <= last || Files.exists(fetched)) {
          assertThat(Sha256.ofUncompressed(fetched))
              .as(fetched.toString())
              .isEqualTo(recipe.sha256().get(file));
        }
      }
      Path origin = cache.resolve("set-" + round + "/source.txt");
      if (Files.exists(origin)) { // lost where a process ended just before it
        assertThat(origin).hasContent("downloaded from " + mirror.uri() + "\n");
      }
    }
  }

  @Override
  public void close() {
    mirror.close();
  }
}
