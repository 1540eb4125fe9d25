package graft.report;

import graft.data.KnownDataset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The data set of a run.
 *
 * @param name for a person
 * @param source where it came from
 * @param sha256 by what each is of
 * @param training how many images were trained on, if that is known
 * @param validation how many it was validated on, if that is known
 */
record RecordedData(
    String name,
    String source,
    Map<String, String> sha256,
    OptionalInt training,
    OptionalInt validation) {
  RecordedData {
    sha256 = Collections.unmodifiableMap(new LinkedHashMap<>(sha256));
  }

  /** Whether losses published for MNIST may stand beside its own. */
  boolean isMnist() {
    return KnownDataset.recorded(sha256).equals(Optional.of(KnownDataset.MNIST));
  }
}
