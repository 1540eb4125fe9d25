package graft.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.data.Provenance;
import graft.fetch.AtomicFile;
import graft.train.HistoryFigures;
import graft.train.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    StringBuilder csv = new StringBuilder("seed,run," + HistoryFigures.COLUMNS + "\n");
    for (ExperimentResult result : results) {
      ObjectNode experiment = experiments.addObject().put("seed", result.seed());
      ArrayNode runs = experiment.putArray("runs");
      for (RunRecord finished : result.runs()) {
        ObjectNode run = runs.addObject();
        run.put("run", finished.run().title()).put("parameters", finished.parameters());
        HistoryFigures.put(run, finished.history());
        csv.append(
            HistoryFigures.rows(
                result.seed() + "," + finished.run().title() + ",", finished.history()));
      }
    }
    AtomicFile.write(new RunFolder(folder).result(), mapper.writeValueAsBytes(root));
    AtomicFile.write(
        new RunFolder(folder).history(), csv.toString().getBytes(StandardCharsets.UTF_8));
  }
}
