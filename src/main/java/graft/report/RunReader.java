package graft.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.files.FileFormatException;
import graft.files.MistakeException;
import graft.train.History;
import graft.train.RunFolder;
import graft.train.StepRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the folder of a run: result.json, and beside it steps.csv and report.json. */
final class RunReader {
  private final Path folder;
  private final List<String> notes = new ArrayList<>();

  private RunReader(Path folder) {
    this.folder = folder;
  }

  /**
   * Reads what there is. What is missing or damaged beside result.json is left out, with a note.
   *
   * @throws FileFormatException if result.json says nothing that can be shown
   * @throws MistakeException if a part of it is not what it should be
   * @throws IOException if it is not there, or cannot be read
   */
  static RecordedRun read(Path folder) throws IOException {
    return new RunReader(folder).read();
  }

  private RecordedRun read() throws IOException {
    Path result = new RunFolder(folder).result();
    if (!Files.isDirectory(folder)) {
      throw new IOException(
          "%s: found %s, expected the folder of a run, such as runs/2026-05-06-070809"
              .formatted(folder, Files.exists(folder) ? "a file" : "nothing"));
    }
    if (!Files.exists(result)) {
      throw new IOException(
          "%s: found no result.json in it, expected the folder of a run that has finished an epoch"
              .formatted(folder));
    }
    RecordedRun run = new ResultReader(result, JsonFile.read(result)).read();
    List<RecordedNetwork> networks = withDetails(withSteps(run.networks()));
    return new RecordedRun(
        folder,
        run.command(),
        run.environment(),
        run.data(),
        run.settings(),
        run.finished(),
        networks,
        notes);
  }

  private List<RecordedNetwork> withSteps(List<RecordedNetwork> networks) {
    Path file = new RunFolder(folder).steps();
    if (!Files.exists(file)) {
      notes.add(missing(file, "its curves are by epoch only"));
      return networks;
    }
    Map<RecordedNetwork.Id, Map<Integer, StepRecords>> steps;
    try {
      steps = StepReader.read(file);
    } catch (IOException e) {
      notes.add(e.getMessage() + "; its curves are by epoch only");
      return networks;
    }
    return networks.stream()
        .map(network -> withSteps(network, steps.getOrDefault(network.id(), Map.of())))
        .toList();
  }

  private static RecordedNetwork withSteps(
      RecordedNetwork network, Map<Integer, StepRecords> steps) {
    History history = network.history();
    return new RecordedNetwork(
        network.run(),
        network.seed(),
        network.parameters(),
        new History(
            history.before(),
            history.epochs().stream().map(epoch -> StepReader.with(epoch, steps)).toList(),
            history.kept()),
        network.detail());
  }

  private List<RecordedNetwork> withDetails(List<RecordedNetwork> networks) {
    Path file = new RunFolder(folder).report();
    if (!Files.exists(file)) {
      notes.add(missing(file, "pictures of its network, filters and mistakes are left out"));
      return networks;
    }
    Map<RecordedNetwork.Id, Detail> details;
    try {
      ObjectNode tree = JsonFile.read(file);
      details = new DetailReader(file, tree, notes).read();
    } catch (IOException | MistakeException e) {
      notes.add(e.getMessage() + "; pictures of its network, filters and mistakes are left out");
      return networks;
    }
    return networks.stream()
        .map(
            network ->
                new RecordedNetwork(
                    network.run(),
                    network.seed(),
                    network.parameters(),
                    network.history(),
                    Optional.ofNullable(details.get(network.id()))))
        .toList();
  }

  private static String missing(Path file, String consequence) {
    return "%s: found no such file, expected what a newer Graft leaves there; %s"
        .formatted(file, consequence);
  }
}
