package graft.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.data.Provenance;
import graft.fetch.AtomicFile;
import graft.train.EpochRecord;
import graft.train.Evaluation;
import graft.train.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes what an experiment found, as {@code result.json} and {@code history.csv}; replaced as a
 * whole, never half.
 */
public final class ResultFiles {
  /** Raised whenever a reader of an older result.json would misread a newer one. */
  private static final int SCHEMA = 1;

  private final ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private final Path folder;
  private final ObjectNode header;

  /**
   * Makes the folder.
   *
   * @param environment what was trained on: device, versions, options; by name
   * @throws IOException if the folder cannot be made
   */
  public ResultFiles(
      Path folder, Map<String, String> environment, ExperimentOptions options, Provenance data)
      throws IOException {
    this.folder = folder;
    Files.createDirectories(folder);
    header = mapper.createObjectNode();
    header.put("schema", SCHEMA);
    environment.forEach(header.putObject("environment")::put);
    header
        .putObject("options")
        .put("epochs", options.epochs())
        .put("batch", options.batch())
        .put("learningRate", options.teacherRate())
        .put("studentLearningRate", options.studentRate())
        .put("momentum", ExperimentOptions.MOMENTUM)
        .put("graph", options.graph());
    ObjectNode dataNode = header.putObject("data");
    dataNode.put("name", data.name()).put("source", data.source());
    data.sha256().forEach(dataNode.putObject("sha256")::put);
  }

  /** The folder. */
  public Path folder() {
    return folder;
  }

  /**
   * Writes all that is finished.
   *
   * @throws IOException if that fails; what was there before stays whole
   */
  public void write(List<ExperimentResult> results) throws IOException {
    ObjectNode root = header.deepCopy();
    ArrayNode experiments = root.putArray("experiments");
    StringBuilder csv =
        new StringBuilder(
            "seed,run,epoch,loss,accuracy,validation_loss,validation_accuracy,seconds,images_per_second\n");
    for (ExperimentResult result : results) {
      ObjectNode experiment = experiments.addObject().put("seed", result.seed());
      ArrayNode runs = experiment.putArray("runs");
      for (RunRecord finished : result.runs()) {
        addRun(runs.addObject(), finished);
        addRows(csv, result.seed(), finished);
      }
    }
    AtomicFile.write(new RunFolder(folder).result(), mapper.writeValueAsBytes(root));
    AtomicFile.write(
        new RunFolder(folder).history(), csv.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void addRun(ObjectNode node, RunRecord finished) {
    node.put("run", finished.run().title()).put("parameters", finished.parameters());
    addEvaluation(node.putObject("before"), finished.history().before());
    ArrayNode epochs = node.putArray("epochs");
    for (EpochRecord epoch : finished.history().epochs()) {
      ObjectNode entry = epochs.addObject().put("epoch", epoch.epoch());
      put(entry, "loss", epoch.loss());
      put(entry, "accuracy", epoch.accuracy());
      put(entry, "seconds", epoch.trainSeconds());
      put(entry, "imagesPerSecond", epoch.imagesPerSecond());
      addEvaluation(entry.putObject("validation"), epoch.validation());
    }
  }

  private static void addEvaluation(ObjectNode node, Evaluation evaluation) {
    put(node, "loss", evaluation.loss());
    put(node, "accuracy", evaluation.accuracy());
    node.put("samples", evaluation.samples());
  }

  /** JSON has no NaN and no infinity. */
  private static void put(ObjectNode node, String name, double number) {
    if (Double.isFinite(number)) {
      node.put(name, number);
    } else {
      node.putNull(name);
    }
  }

  /** Epoch 0 is the state before the first step, of which only the validation figures are known. */
  private static void addRows(StringBuilder csv, long seed, RunRecord finished) {
    Evaluation before = finished.history().before();
    csv.append(
        String.format(
            Locale.ROOT,
            "%d,%s,0,,,%s,%s,,%n",
            seed,
            finished.run().title(),
            cell("%.6f", before.loss()),
            cell("%.6f", before.accuracy())));
    for (EpochRecord epoch : finished.history().epochs()) {
      csv.append(
          String.format(
              Locale.ROOT,
              "%d,%s,%d,%s,%s,%s,%s,%s,%s%n",
              seed,
              finished.run().title(),
              epoch.epoch(),
              cell("%.6f", epoch.loss()),
              cell("%.6f", epoch.accuracy()),
              cell("%.6f", epoch.validation().loss()),
              cell("%.6f", epoch.validation().accuracy()),
              cell("%.3f", epoch.trainSeconds()),
              cell("%.1f", epoch.imagesPerSecond())));
    }
  }

  /** Empty for what is no finite number. */
  private static String cell(String format, double number) {
    return Double.isFinite(number) ? String.format(Locale.ROOT, format, number) : "";
  }
}
