package graft.experiment;

import graft.data.DataSplits;
import graft.data.Provenance;
import graft.data.SyntheticDigits;
import java.util.Map;
import java.util.Optional;

/** Some digits that tests draw. */
final class SmallSplits {
  private SmallSplits() {}

  static DataSplits draw(int train, int test) {
    return new DataSplits(
        SyntheticDigits.draw("digits", train, 1),
        SyntheticDigits.draw("held-out digits", test, 2),
        new Provenance("digits", "drawn by a test", Map.of(), Optional.empty()));
  }
}
