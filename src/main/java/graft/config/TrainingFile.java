package graft.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.files.Key;
import graft.files.MistakeException;
import graft.files.NetworkDraft;
import graft.files.NetworkForm;
import graft.files.ObjectForm;
import graft.files.Place;
import graft.files.YamlFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A file of YAML that says what a network is and how it is trained.
 *
 * @param network what may wait for the data to tell the input's shape and the classes
 * @param training how it is trained
 */
public record TrainingFile(NetworkDraft network, TrainingSetup training) {
  private static final Key<TrainingFile, NetworkDraft> NETWORK =
      Key.required(
          "network", new NetworkForm(), TrainingFile::network, "the network's nodes in a list");
  private static final String HOW = "how it is trained";
  private static final Key<TrainingFile, TrainingSetup> TRAINING =
      Key.required("training", TrainingForm.all(), TrainingFile::training, HOW);
  private static final ObjectForm<TrainingFile> FORM =
      new ObjectForm<>(
          "A network and how Graft trains it.",
          List.of(NETWORK, TRAINING),
          values -> new TrainingFile(values.get(NETWORK), values.get(TRAINING)));

  // To read alone: what is written always says how it is trained.
  private static final Key<NetworkDraft, NetworkDraft> NETWORK_ALONE =
      Key.required(
          NETWORK.name(), new NetworkForm(), network -> network, "the network's nodes in a list");
  private static final Key<NetworkDraft, Optional<TrainingSetup>> TRAINING_IF_ANY =
      Key.optional(TRAINING.name(), TrainingForm.all(), network -> Optional.empty(), HOW);
  private static final ObjectForm<NetworkDraft> WITHOUT_TRAINING =
      new ObjectForm<>(
          "A network, and how Graft trains it if that is said.",
          List.of(NETWORK_ALONE, TRAINING_IF_ANY),
          values -> values.get(NETWORK_ALONE));

  /** Whether a file's name ends like that of a training file. */
  public static boolean isNamed(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return name.endsWith(".yaml") || name.endsWith(".yml");
  }

  /**
   * Reads a file whole.
   *
   * @throws IOException if the file is not there or cannot be read
   * @throws MistakeException if it says something that it cannot: names the file, the line and the
   *     key, what was found and what is possible
   */
  public static TrainingFile read(Path file) throws IOException {
    Place place = YamlFile.read(file);
    TrainingFile read = FORM.read(place);
    place
        .find(TRAINING.name())
        .flatMap(training -> training.find(TrainingForm.FROZEN))
        .ifPresent(names -> names.items("a list").forEach(read.network()::requireNamed));
    return read;
  }

  /**
   * Reads the network alone, of a file that need not say how it is trained.
   *
   * @throws IOException as {@link #read}
   * @throws MistakeException as {@link #read}
   */
  public static NetworkDraft readNetwork(Path file) throws IOException {
    return WITHOUT_TRAINING.read(YamlFile.read(file));
  }

  /** What such a file may say, as a JSON schema (draft 7). */
  public static ObjectNode schema() {
    ObjectNode schema = FORM.schema();
    ObjectNode whole = schema.objectNode();
    whole.put("$schema", "http://json-schema.org/draft-07/schema#");
    whole.put("title", "Graft training file");
    return whole.setAll(schema);
  }
}
