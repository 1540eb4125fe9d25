package graft.job;

import graft.data.DataSplits;
import graft.data.ImageBorder;
import graft.data.Provenance;
import graft.files.FileFormatException;
import graft.files.Lineage;
import graft.files.ModelFile;
import graft.model.Model;
import graft.model.Preprocessing;
import graft.train.EpochRecord;
import graft.train.History;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a training leaves as a model's file tells it. */
public final class TrainedModel {
  private TrainedModel() {}

  /**
   * A trained model with the data's class names, what it came from, and what it was trained on.
   *
   * @param before the lineage of what the training started from
   * @param seed of the training
   * @param history of the training
   * @param earlier how many of its epochs came before it: those of the training that it went on
   *     from
   */
  public static ModelFile file(
      Model trained,
      Preprocessing preprocessing,
      DataSplits data,
      Lineage before,
      long seed,
      History history,
      int earlier) {
    Provenance source = data.provenance();
    Lineage lineage =
        before
            .withSeed(seed)
            .withData(
                new Lineage.Data(
                    source.name(), source.sha256(), data.train().count(), data.test().count()));
    return ModelFile.of(trained, preprocessing, data.train().classNames())
        .withLineage(trained(lineage, history, earlier))
        .withNote(ImageBorder.KEY, ImageBorder.of(data.train()).text());
  }

  /**
   * Writes a model, unless its file holds the same one already, but for when it was made: a run
   * that goes on and finds a network finished leaves the file as it is, whose checksum the lineages
   * of others name.
   *
   * @return what the file tells
   * @throws IOException if it cannot be written
   */
  public static ModelFile kept(Path file, ModelFile model) throws IOException {
    Optional<ModelFile> there = read(file);
    if (there.isPresent() && timeless(there.get()).equals(timeless(model))) {
      return there.get();
    }
    model.write(file);
    return model;
  }

  private static Optional<ModelFile> read(Path file) throws IOException {
    try {
      return Files.isRegularFile(file) ? Optional.of(ModelFile.read(file)) : Optional.empty();
    } catch (FileFormatException e) {
      return Optional.empty(); // damaged, or of another kind: written anew
    }
  }

  private static ModelFile timeless(ModelFile model) {
    return model.withLineage(model.lineage().withMade(Optional.empty()));
  }

  /** A lineage with how long the epochs of a history took, behind so many earlier ones. */
  static Lineage trained(Lineage lineage, History history, int earlier) {
    List<EpochRecord> epochs =
        history
            .epochs()
            .subList(Math.min(earlier, history.epochs().size()), history.epochs().size());
    double seconds = epochs.stream().mapToDouble(EpochRecord::trainSeconds).sum();
    return lineage.withTraining(epochs.size(), Duration.ofMillis(Math.round(1e3 * seconds)));
  }
}
