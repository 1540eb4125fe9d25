package graft.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.fetch.AtomicFile;
import graft.files.FiniteJson;
import graft.train.History;
import graft.train.HistoryFigures;
import graft.train.RunFolder;
import graft.train.StepFigures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The files that a run leaves beside its models, {@code history.csv}, {@code steps.csv}, {@code
 * report.json} and last {@code result.json}; each is replaced as a whole, never half.
 */
public final class RunFiles {
  /** Raised whenever a reader of an older report.json would misread a newer one. */
  private static final int SCHEMA = 1;

  private final RunFolder folder;
  private final String columns;
  private Optional<List<Part>> written = Optional.empty();

  /**
   * Of a run.
   *
   * @param columns the heads of what {@link Part#start} says, such as {@code seed,run,}
   */
  public RunFiles(RunFolder folder, String columns) {
    this.folder = folder;
    this.columns = columns;
  }

  /**
   * A training whose lines go into the tables.
   *
   * @param start of each line
   */
  public record Part(String start, History history) {}

  /**
   * Writes all four.
   *
   * @throws IOException if that fails; what was there before stays whole
   */
  public void write(ObjectNode result, List<Part> parts, List<NetworkReport> networks)
      throws IOException {
    if (!written.equals(Optional.of(parts))) { // long tables need not be written twice
      writeTables(parts);
      written = Optional.of(List.copyOf(parts));
    }
    ObjectNode report = JsonNodeFactory.instance.objectNode().put("schema", SCHEMA);
    ArrayNode all = report.putArray("networks");
    networks.forEach(network -> all.add(network.json()));
    FiniteJson.write(folder.report(), report);
    FiniteJson.write(folder.result(), result);
  }

  private void writeTables(List<Part> parts) throws IOException {
    StringBuilder epochs = new StringBuilder(columns + HistoryFigures.COLUMNS + "\n");
    StringBuilder steps = new StringBuilder(columns + StepFigures.COLUMNS + "\n");
    for (Part part : parts) {
      epochs.append(HistoryFigures.rows(part.start(), part.history()));
      StepFigures.append(steps, part.start(), part.history());
    }
    AtomicFile.write(folder.history(), bytes(epochs));
    AtomicFile.write(folder.steps(), bytes(steps));
  }

  private static byte[] bytes(StringBuilder text) {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
