package graft.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.files.FileFormatException;
import graft.files.MistakeException;
import graft.files.NetworkJson;
import graft.files.Place;
import graft.train.EpochRecord;
import graft.train.Evaluation;
import graft.train.History;
import graft.train.StepRecords;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads result.json, of a training or of an experiment. */
final class ResultReader {
  private static final String EXPERIMENTS = "experiments";
  private static final String EPOCHS = "epochs";
  private static final StepRecords NO_STEPS = new StepRecords(new double[0], new double[0]);

  private final Path file;
  private final ObjectNode tree;
  private final Place root;

  ResultReader(Path file, ObjectNode tree) {
    this.file = file;
    this.tree = tree;
    this.root = Place.of(file.toString(), tree);
  }

  /**
   * Reads all of it; steps and details are elsewhere.
   *
   * @throws FileFormatException if it is of neither
   * @throws MistakeException if a part is not what it should be
   */
  RecordedRun read() throws FileFormatException {
    return new RecordedRun(
        file.resolveSibling(""),
        command(),
        Read.texts(root, "environment"),
        root.find("data").map(ResultReader::data).orElseGet(ResultReader::unknownData),
        settings(),
        root.find("finished").map(Read.TRUTH::read),
        networks(),
        List.of());
  }

  /** An older Graft tells the arguments alone. */
  private String command() {
    if (tree.has("command")) {
      return Read.TEXT.read(root.require("command", "a line for a shell"));
    }
    root.find("commandLine").ifPresent(place -> place.items("a list of arguments"));
    StringBuilder command = new StringBuilder();
    tree.path("commandLine")
        .forEach(argument -> command.append(' ').append(quoted(argument.asText())));
    return command.isEmpty() ? "" : "graft" + command;
  }

  /** As a shell takes it. */
  private static String quoted(String argument) {
    return argument.matches("[\\w@%+=:,./-]+")
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }

  private static RecordedData unknownData() {
    return new RecordedData("unknown data", "", Map.of(), OptionalInt.empty(), OptionalInt.empty());
  }

  private static RecordedData data(Place place) {
    return new RecordedData(
        place.find("name").map(Read.TEXT::read).orElse("unknown data"),
        place.find("source").map(Read.TEXT::read).orElse(""),
        Read.texts(place, "sha256"),
        count(place, "training"),
        count(place, "validation"));
  }

  private static OptionalInt count(Place place, String key) {
    return place
        .find(key)
        .map(found -> OptionalInt.of(Read.COUNT.read(found)))
        .orElse(OptionalInt.empty());
  }

  private List<RecordedNetwork> networks() throws FileFormatException {
    List<RecordedNetwork> networks = new ArrayList<>();
    if (tree.has(EXPERIMENTS)) {
      for (Place experiment : root.require(EXPERIMENTS, "what came of each seed").items("a list")) {
        OptionalLong seed =
            OptionalLong.of(Read.LONG.read(experiment.require("seed", "what all was drawn by")));
        for (Place run : experiment.require("runs", "what was trained").items("a list of runs")) {
          networks.add(network(Read.TEXT.read(run.require("run", "the run's name")), seed, run));
        }
      }
    } else if (tree.has(EPOCHS)) {
      OptionalLong seed =
          root.find("training")
              .flatMap(training -> training.find("seed"))
              .map(found -> OptionalLong.of(Read.LONG.read(found)))
              .orElse(OptionalLong.empty());
      networks.add(network(RecordedNetwork.MODEL, seed, root));
    } else {
      throw FileFormatException.of(
          file,
          "neither a key 'epochs' nor 'experiments'",
          "what graft train or experiment writes");
    }
    return networks;
  }

  private RecordedNetwork network(String name, OptionalLong seed, Place place) {
    OptionalLong parameters =
        place
            .find("parameters")
            .map(found -> OptionalLong.of(Read.LONG.read(found)))
            .orElseGet(this::ofNetwork);
    return new RecordedNetwork(name, seed, parameters, history(place), Optional.empty());
  }

  /** Of a training, which tells its network instead; one of a later Graft's is passed over. */
  private OptionalLong ofNetwork() {
    if (!tree.has("network")) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(
          NetworkJson.read(tree.get("network"), file.toString()).parameterCount());
    } catch (MistakeException e) {
      return OptionalLong.empty();
    }
  }

  private static History history(Place place) {
    List<EpochRecord> epochs = new ArrayList<>();
    for (Place epoch : place.require(EPOCHS, "a list of the epochs").items("a list of epochs")) {
      epochs.add(
          new EpochRecord(
              Read.COUNT.read(epoch.require("epoch", "its number")),
              Read.figure(epoch, "loss"),
              Read.figure(epoch, "accuracy"),
              NO_STEPS,
              evaluation(epoch, "validation"),
              Read.figure(epoch, "seconds"),
              Read.figure(epoch, "imagesPerSecond")));
    }
    int kept = place.find("keptEpoch").map(Read.COUNT::read).orElse(epochs.size());
    if (kept > epochs.size()) {
      throw place
          .require("keptEpoch", "the epoch whose weights were kept")
          .mistake(
              String.format(
                  Locale.ROOT, "is %d; expected one of its %d epochs, or 0", kept, epochs.size()));
    }
    return new History(evaluation(place, "before"), epochs, kept);
  }

  private static Evaluation evaluation(Place place, String key) {
    return place
        .find(key)
        .map(
            found ->
                new Evaluation(
                    Read.figure(found, "loss"),
                    Read.figure(found, "accuracy"),
                    found.find("samples").map(Read.LONG::read).orElse(0L)))
        .orElse(Evaluation.NONE);
  }

  /** All options by their keys, those of parts behind a dot: {@code optimizer.sgd.momentum}. */
  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String part : List.of("options", "training")) {
      flatten("", tree.path(part), settings);
    }
    return settings;
  }

  private static void flatten(String path, JsonNode node, Map<String, String> into) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              property ->
                  flatten(
                      path.isEmpty() ? property.getKey() : path + "." + property.getKey(),
                      property.getValue(),
                      into));
    } else if (node.isArray()) {
      List<String> items = new ArrayList<>();
      node.forEach(item -> items.add(item.isValueNode() ? item.asText() : item.toString()));
      into.put(path, String.join(", ", items));
    } else if (!node.isMissingNode()) {
      into.put(path, node.asText());
    }
  }
}
