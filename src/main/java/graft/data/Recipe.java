package graft.data;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the search for a data set needs to know of it; apart from {@link KnownDataset} so that tests
 * can search for small ones.
 *
 * @param title to print
 * @param keyword to type, and its folder's name
 * @param sha256 of the uncompressed content
 * @param mirrors in order of preference
 * @param debian the package that holds it, if any
 */
record Recipe(
    String title,
    String keyword,
    Map<DataFile, String> sha256,
    List<URI> mirrors,
    Optional<DebianPackage> debian) {

  static Recipe of(KnownDataset known, Optional<DebianPackage> debian) {
    return new Recipe(known.title(), known.keyword(), known.checksums(), known.mirrors(), debian);
  }

  /** The first file that is not this data set's, as "FILE has SHA-256 X, MNIST's has Y". */
  Optional<String> difference(DataSplits data) {
    for (DataFile file : DataFile.values()) {
      String found = data.provenance().sha256().get(file.plainName());
      if (!sha256.get(file).equals(found)) {
        return Optional.of(
            file.plainName()
                + " has SHA-256 "
                + found
                + ", "
                + title
                + "'s has "
                + sha256.get(file));
      }
    }
    return Optional.empty();
  }
}
