package graft.job;

import graft.data.DataSplits;
import graft.data.ImageBorder;
import graft.data.Provenance;
import graft.files.Lineage;
import graft.files.ModelFile;
import graft.model.Model;
import graft.model.Preprocessing;
import graft.train.EpochRecord;
import graft.train.History;
import java.time.Duration;

/** What a training leaves as a model's file tells it. */
public final class TrainedModel {
  private TrainedModel() {}

  /**
   * A trained model with the data's class names, what it came from, and what it was trained on.
   *
   * @param before the lineage of what the training started from
   * @param seed of the training
   */
  public static ModelFile file(
      Model trained,
      Preprocessing preprocessing,
      DataSplits data,
      Lineage before,
      long seed,
      History history) {
    Provenance source = data.provenance();
    Lineage lineage =
        before
            .withSeed(seed)
            .withData(
                new Lineage.Data(
                    source.name(), source.sha256(), data.train().count(), data.test().count()));
    return ModelFile.of(trained, preprocessing, data.train().classNames())
        .withLineage(trained(lineage, history))
        .withNote(ImageBorder.KEY, ImageBorder.of(data.train()).text());
  }

  /** A lineage with how long the epochs of a history took. */
  static Lineage trained(Lineage lineage, History history) {
    double seconds = history.epochs().stream().mapToDouble(EpochRecord::trainSeconds).sum();
    return lineage.withTraining(
        history.epochs().size(), Duration.ofMillis(Math.round(1e3 * seconds)));
  }
}
