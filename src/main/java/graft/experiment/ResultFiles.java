package graft.experiment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.job.NetworkReport;
import graft.job.RunFiles;
import graft.job.RunHeader;
import graft.train.HistoryFigures;
import graft.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes what an experiment found, as {@link RunFiles} does. */
public final class ResultFiles {
  private final Path folder;
  private final RunFiles files;
  private final ObjectNode header;

  /**
   * Makes the folder.
   *
   * @param start how the experiment was started, on what, and with which data
   * @throws IOException if the folder cannot be made
   */
  public ResultFiles(Path folder, RunHeader start, ExperimentOptions options) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder);
    files = new RunFiles(new RunFolder(folder), "seed,run,");
    header = start.json();
    header
        .putObject("options")
        .put("epochs", options.epochs())
        .put("batch", start.batch(options.batch()))
        .put("learningRate", options.teacherRate())
        .put("studentLearningRate", options.studentRate())
        .put("momentum", ExperimentOptions.MOMENTUM)
        .put("graph", options.graph());
  }

  /** The folder. */
  public Path folder() {
    return folder;
  }

  /**
   * Writes all that is finished.
   *
   * @param networks what is known of those that were begun
   * @param finished whether nothing is left to train
   * @throws IOException if that fails; what was there before stays whole
   */
  public void write(List<ExperimentResult> results, List<NetworkReport> networks, boolean finished)
      throws IOException {
    ObjectNode root = header.deepCopy().put("finished", finished);
    ArrayNode experiments = root.putArray("experiments");
    List<RunFiles.Part> parts = new ArrayList<>();
    for (ExperimentResult result : results) {
      ObjectNode experiment = experiments.addObject().put("seed", result.seed());
      ArrayNode runs = experiment.putArray("runs");
      for (RunRecord done : result.runs()) {
        ObjectNode run = runs.addObject();
        run.put("run", done.run().title()).put("parameters", done.parameters());
        HistoryFigures.put(run, done.history());
        parts.add(
            new RunFiles.Part(result.seed() + "," + done.run().title() + ",", done.history()));
      }
    }
    files.write(root, parts, networks);
  }
}
