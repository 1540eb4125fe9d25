package graft.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a data set is and where it came from: what headers, tables and JSON name.
 *
 * @param name "MNIST", "Fashion-MNIST", or the folder's name where the checksums are of neither
 * @param source for a person, as "folder /data/digits" or "downloaded from https://..."
 * @param sha256 of the uncompressed content, lower-case hexadecimal, by uncompressed file name, in
 *     the order train images, train labels, test images, test labels
 * @param known the published data set whose checksums these are
 */
public record Provenance(
    String name, String source, Map<String, String> sha256, Optional<KnownDataset> known) {
  /** Keeps a copy of the map, in its order. */
  public Provenance {
    sha256 = Collections.unmodifiableMap(new LinkedHashMap<>(sha256));
  }

  /** Whether these are MNIST's four files, so that figures published for it may be compared. */
  public boolean isMnist() {
    return known.equals(Optional.of(KnownDataset.MNIST));
  }
}
