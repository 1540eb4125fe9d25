package graft.exchange.keras;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import graft.exchange.Found;
import graft.exchange.Imported;
import graft.exchange.Told;
import graft.fetch.FileContents;
import graft.fetch.FolderAside;
import graft.files.FileFormatException;
import graft.files.JsonText;
import graft.model.Model;
import graft.model.NetworkSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads Keras' files: whole models of Keras 2 in HDF5 and of Keras 3 in {@code .keras} archives,
 * and the weights of either for a network that the user describes.
 */
public final class KerasReader {
  private static final String MODEL = "model_config";
  private static final String VERSION = "keras_version";
  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1A, '\n'};
  private static final int HEAD = 64;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path file;
  private final Refusals refusals;

  private KerasReader(Path file) {
    this.file = file;
    this.refusals = new Refusals(file);
  }

  /**
   * Reads a whole model.
   *
   * @param told what the user says where the file does not
   * @throws FileFormatException if it is no file of Keras', has weights alone, or its model is no
   *     network of Graft's; the message names the layer and what is the matter with it
   * @throws IllegalArgumentException if it does not tell what the network is fed, and the user did
   *     not either, or what the user said does not fit
   * @throws IOException if it cannot be read
   */
  public static Imported read(Path file, Told told) throws IOException {
    KerasReader reader = new KerasReader(file);
    return (reader.isArchive() ? reader.archive() : reader.whole()).with(told);
  }

  /**
   * Reads the weights of a described network.
   *
   * @param spec the network whose weights it has
   * @throws FileFormatException if it is no file of Keras', or not one of this network
   * @throws IllegalArgumentException as {@link #read}
   * @throws IOException if it cannot be read
   */
  public static Imported readWeights(Path file, NetworkSpec spec, Told told) throws IOException {
    return new KerasReader(file).weights(spec).with(told);
  }

  /** Whether it is a {@code .keras} archive; what is no HDF5 file either is refused. */
  private boolean isArchive() throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(HEAD);
    }
    boolean zip = startsWith(head, ZIP);
    if (!zip && !startsWith(head, HDF5)) {
      throw refusals.of(
          FileContents.describe(head), "a Keras file: HDF5 (.h5), or a .keras archive");
    }
    return zip;
  }

  private static boolean startsWith(byte[] head, byte[] magic) {
    return Arrays.equals(Arrays.copyOf(head, magic.length), magic);
  }

  private Found whole() throws IOException {
    try (Hdf5 opened = Hdf5.open(file, refusals)) {
      String config =
          opened
              .text("", MODEL)
              .orElseThrow(
                  () ->
                      refusals.of(
                          "weights alone (no attribute model_config)",
                          "a whole model; weights alone need their network beside them (graft"
                              + " import --network FILE.yaml)"));
      Container model = new Containers(refusals).root(json(MODEL, config));
      ModelReader reader =
          new ModelReader(model, new NamedWeights(opened, "model_weights", refusals), refusals);
      String version = opened.text("", VERSION).orElse("");
      return found(reader, Description.read(opened), version);
    }
  }

  private Found archive() throws IOException {
    try (Archive archive = new Archive(file, refusals)) {
      JsonNode config = json(Archive.CONFIG, archive.text(Archive.CONFIG));
      JsonNode metadata = json(Archive.METADATA, archive.text(Archive.METADATA));
      Container model = new Containers(refusals).root(config);
      try (FolderAside aside = FolderAside.temporary("graft-keras");
          Hdf5 opened = Hdf5.open(archive.weights(aside.path()), refusals)) {
        ModelReader reader =
            new ModelReader(model, new NumberedWeights(opened, refusals), refusals);
        return found(reader, Map.of(), metadata.path(VERSION).asText());
      }
    }
  }

  private Found found(ModelReader reader, Map<String, String> strings, String version) {
    return new Found(
        file,
        reader.model(),
        Optional.of(reader.scale()),
        reader.isFedBytes(),
        strings,
        facts(version),
        reader.notes());
  }

  private static Map<String, String> facts(String version) {
    Map<String, String> facts = new LinkedHashMap<>(Map.of("format", "Keras"));
    if (!version.isBlank()) {
      facts.put("producer", "keras " + version);
    }
    return facts;
  }

  private Found weights(NetworkSpec spec) throws IOException {
    if (isArchive()) {
      throw refusals.of(
          "a .keras file, which tells its network", "weights alone, or no described network");
    }
    try (Hdf5 opened = Hdf5.open(file, refusals)) {
      WeightsMatch match = WeightsMatch.of(opened, spec, refusals);
      String version = opened.text("", VERSION).orElse("");
      return new Found(
          file,
          Model.of(spec, match.tensors()),
          Optional.empty(),
          false,
          Description.read(opened),
          facts(version),
          List.of(match.note()));
    }
  }

  private JsonNode json(String name, String text) throws FileFormatException {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw refusals.of("%s that is no JSON (%s)".formatted(name, JsonText.problem(e)), "it");
    }
  }
}
