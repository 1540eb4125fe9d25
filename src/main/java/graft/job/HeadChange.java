package graft.job;

import graft.files.Lineage;
import graft.files.ModelFile;
import graft.net2net.NewHead;
import graft.random.Philox;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Makes of a model in a file one for other classes, {@link NewHead}. */
public final class HeadChange {
  private HeadChange() {}

  /**
   * The model with an untrained head, as a file tells it: the preprocessing and the notes stay, the
   * lineage says what was done, and the classes have no names before there is data. The function is
   * not preserved, so there is no {@link Certificate}.
   *
   * @param classes how many the new head tells apart
   * @param seed of the head's weights
   * @throws IllegalArgumentException if there can be no such head; says why
   */
  public static ModelFile of(Teacher teacher, int classes, long seed) {
    ModelFile before = teacher.file();
    Lineage lineage =
        before
            .lineage()
            .goneOn(Instant.now())
            .withParent(teacher.parent())
            .withTransform(
                new Lineage.Transform("new-head", Map.of("classes", Integer.toString(classes))))
            .withSeed(seed);
    return new ModelFile(
        NewHead.of(before.model(), classes, new Philox(seed, 0)),
        before.preprocessing(),
        List.of(),
        lineage,
        before.notes());
  }
}
