package graft.data;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What to choose so that the same data is found wherever GRAFT_DATA points, or where it is not set.
 */
public final class FoundChoice {
  private FoundChoice() {}

  /**
   * The choice that names what a search found.
   *
   * @param choice what {@link DataLocator#load} was asked for
   * @param found what it gave
   * @return a folder, where that is where the data lies; else the name of a known data set
   */
  public static String of(String choice, DataSplits found) {
    return of(choice, found.provenance(), System.getenv());
  }

  static String of(String choice, Provenance found, Map<String, String> environment) {
    Optional<KnownDataset> named =
        Arrays.stream(KnownDataset.values())
            .filter(known -> known.keyword().equals(choice))
            .findFirst();
    if (named.isEmpty() && !choice.equals(DataLocator.AUTO)) {
      return choice;
    }
    return folders(environment.getOrDefault("GRAFT_DATA", ""))
        .map(folder -> folder.toAbsolutePath().normalize())
        .filter(folder -> found.source().equals(DataFolder.source(folder)))
        .map(Path::toString)
        .findFirst()
        .orElseGet(() -> found.known().or(() -> named).map(KnownDataset::keyword).orElse(choice));
  }

  /** Where a search looks in a folder of the user's. */
  private static Stream<Path> folders(String given) {
    if (given.isBlank()) {
      return Stream.empty();
    }
    Path folder = Path.of(given);
    return Stream.concat(
        Stream.of(folder),
        Arrays.stream(KnownDataset.values()).map(known -> folder.resolve(known.keyword())));
  }
}
