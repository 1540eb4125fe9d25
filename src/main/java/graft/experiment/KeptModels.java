package graft.experiment;

import graft.data.DataSplits;
import graft.data.ImageBorder;
import graft.data.Provenance;
import graft.files.Lineage;
import graft.files.ModelFile;
import graft.model.Model;
import graft.model.Preprocessing;
import graft.train.EpochRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The trained models of an experiment in files, {@code models/seed-1-teacher.safetensors}: all that
 * the other commands take.
 *
 * @param folder of the experiment
 * @param data what it is trained on
 */
public record KeptModels(Path folder, DataSplits data) {
  /** The file of a run's model. */
  public Path file(long seed, Run run) {
    return folder
        .resolve("models")
        .resolve("seed-%d-%s.safetensors".formatted(seed, run.title().replace(' ', '-')));
  }

  /**
   * Writes a run's model. A student's lineage names its teacher's file, which is there.
   *
   * @throws IOException if that fails
   */
  public void write(long seed, RunRecord finished, Model model) throws IOException {
    Run run = finished.run();
    List<EpochRecord> epochs = finished.history().epochs();
    double seconds = epochs.stream().mapToDouble(EpochRecord::trainSeconds).sum();
    Provenance source = data.provenance();
    Lineage lineage =
        Lineage.madeAt(Instant.now())
            .withSeed(seed)
            .withData(
                new Lineage.Data(
                    source.name(), source.sha256(), data.train().count(), data.test().count()))
            .withTraining(epochs.size(), Duration.ofMillis(Math.round(1e3 * seconds)));
    if (!run.isTeacher()) {
      lineage =
          lineage
              .withParent(Lineage.Parent.of(file(seed, Runs.TEACHER)))
              .withTransform(new Lineage.Transform(run.title(), Map.of()));
    }
    Preprocessing scaled = Preprocessing.scaled(data.train().sample().last());
    ModelFile.of(model, scaled, data.train().classNames())
        .withLineage(lineage)
        .withNote(ImageBorder.KEY, ImageBorder.of(data.train()).text())
        .write(file(seed, run));
  }
}
