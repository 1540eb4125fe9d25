package graft.cli;

import graft.data.DataLocator;
import graft.data.DataSplits;
import graft.data.Provenance;
import graft.files.Lineage;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Images as a model's training saw them: where the test images are drawn from a folder, those that
 * it held back. With another seed nearly all would be images that the model learned from.
 */
final class HeldBack {
  private HeldBack() {}

  /**
   * The images, to be looked at.
   *
   * @param choice as {@code --data} names them
   * @param past of the model
   * @throws IOException if they cannot be had
   */
  static DataSplits load(String choice, Lineage past, PrintWriter screen) throws IOException {
    List<Long> seeds = past.seeds();
    return load(choice, seeds.isEmpty() ? 1 : seeds.get(seeds.size() - 1), past, screen);
  }

  /**
   * The images, to be trained on.
   *
   * @param choice as {@code --data} names them
   * @param seed of what is drawn from a folder that the model's training did not see
   * @param past of the model
   * @throws IOException if they cannot be had
   */
  static DataSplits load(String choice, long seed, Lineage past, PrintWriter screen)
      throws IOException {
    DataLocator locator = new DataLocator(new DataProgress(screen));
    DataSplits first = locator.load(choice, seed);
    if (!mayBeDrawnOtherwise(first.provenance(), past)) {
      return first;
    }
    List<Long> seeds = new ArrayList<>(past.seeds());
    Collections.reverse(seeds);
    Set<Long> others = new LinkedHashSet<>(seeds);
    others.remove(seed);
    for (long other : others) {
      DataSplits found = locator.load(choice, other);
      if (found.provenance().equals(first.provenance())) {
        break; // nothing is drawn from it
      }
      if (isOf(past, found.provenance())) {
        screen.println("data      test images are those that the model's training held back");
        return found;
      }
    }
    return first;
  }

  /** Whether the training saw other files or folders, as many of each as these. */
  private static boolean mayBeDrawnOtherwise(Provenance found, Lineage past) {
    return !isOf(past, found)
        && past.data().stream()
            .anyMatch(one -> one.sha256().keySet().equals(found.sha256().keySet()));
  }

  private static boolean isOf(Lineage past, Provenance found) {
    return past.data().stream().anyMatch(one -> one.sha256().equals(found.sha256()));
  }
}
