package graft.data;

import graft.fetch.FileProblem;
import graft.fetch.RemoteFile;
import graft.fetch.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

  /**
   * What a folder lacks of the four files. What has one's name but other content is deleted, since
   * it would be read in the right one's place.
   *
   * @return files as mirrors serve them
   * @throws DataException if a file cannot be deleted
   */
  List<RemoteFile> lacking(Path folder) throws DataException {
    List<RemoteFile> lacking = new ArrayList<>();
    try {
      for (DataFile file : DataFile.values()) {
        Optional<Path> there = file.in(folder);
        while (there.isPresent() && Sha256.mismatch(there.get(), sha256.get(file)).isPresent()) {
          Files.delete(there.get());
          there = file.in(folder);
        }
        if (there.isEmpty()) {
          lacking.add(new RemoteFile(file.compressedName(), sha256.get(file)));
        }
      }
    } catch (IOException e) {
      throw new DataException(
          title + " cannot be written to " + folder + ": " + FileProblem.of(e), e);
    }
    return lacking;
  }
}
