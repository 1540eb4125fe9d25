package graft.experiment;

import graft.data.DataSplits;
import graft.files.Lineage;
import graft.files.ModelFile;
import graft.job.TrainedModel;
import graft.model.Model;
import graft.model.Preprocessing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

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
        .resolve(
            String.format(
                Locale.ROOT, "seed-%d-%s.safetensors", seed, run.title().replace(' ', '-')));
  }

  /**
   * Writes a run's model. A student's lineage names its teacher's file, which is there.
   *
   * @param transforms how a student grew
   * @return what the file tells
   * @throws IOException if that fails
   */
  ModelFile write(long seed, RunRecord finished, Model model, List<Lineage.Transform> transforms)
      throws IOException {
    Run run = finished.run();
    Lineage from = Lineage.madeAt(Instant.now());
    if (!run.isTeacher()) {
      from = from.withParent(Lineage.Parent.of(file(seed, Runs.TEACHER)));
    }
    for (Lineage.Transform transform : transforms) {
      from = from.withTransform(transform);
    }
    Preprocessing scaled = Preprocessing.scaled(data.train().sample().last());
    return TrainedModel.kept(
        file(seed, run), TrainedModel.file(model, scaled, data, from, seed, finished.history(), 0));
  }
}
