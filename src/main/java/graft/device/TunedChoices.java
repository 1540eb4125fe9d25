package graft.device;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import graft.fetch.AtomicFile;
import graft.fetch.CacheFolder;
import graft.fetch.FileProblem;
import graft.fetch.OneLine;
import graft.fetch.ProcessLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measured choices of convolution algorithms, in a JSON file: what was asked for, and the name of
 * the fastest algorithm. A choice holds for a device, a cuDNN version, a math mode and a policy, so
 * one file serves several of each. Delete it to measure again.
 */
public final class TunedChoices {
  private static final Logger log = LoggerFactory.getLogger(TunedChoices.class);

  private final ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private final Path file;
  private final Map<String, String> choices;
  private boolean unsaved;

  private TunedChoices(Path file, Map<String, String> choices) {
    this.file = file;
    this.choices = choices;
  }

  /**
   * The choices of a file; none if it does not exist yet.
   *
   * @throws IOException if it cannot be read or is no such file; it stays as it is
   */
  public static TunedChoices of(Path file) throws IOException {
    return new TunedChoices(file, read(file));
  }

  /** Where {@code --tune} keeps its file: tuning.json in {@link CacheFolder}. */
  public static Path defaultFile(Map<String, String> environment) {
    return CacheFolder.of(environment).resolve("tuning.json");
  }

  /** The file. */
  public Path file() {
    return file;
  }

  Optional<String> choice(String question) {
    return Optional.ofNullable(choices.get(question));
  }

  /**
   * Remembers a choice, at once: measuring is the expensive part. Several processes may do so at
   * the same time; each one's choices stay. Where the file cannot be written that is said once, and
   * the choice holds for this process.
   */
  void save(String question, String algorithm) {
    choices.put(question, algorithm);
    try {
      Path folder = file.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      String name = "." + file.getFileName() + ".lock";
      ProcessLock lock = ProcessLock.await(folder, name, () -> {});
      try (lock) {
        Map<String, String> all = read(file);
        all.putAll(choices);
        AtomicFile.write(file, mapper.writeValueAsBytes(all));
      }
    } catch (IOException e) {
      if (!unsaved) {
        log.warn(
            "the tuned algorithms cannot be saved in {}, and are measured again next time: {}",
            file,
            FileProblem.cause(e));
      }
      unsaved = true;
    }
  }

  private static Map<String, String> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return new TreeMap<>();
    }
    try {
      Map<String, String> found =
          new ObjectMapper().readValue(file.toFile(), new TypeReference<Map<String, String>>() {});
      return found == null ? new TreeMap<>() : new TreeMap<>(found); // null is JSON too
    } catch (JacksonException e) {
      throw new IOException(
          file
              + " is no file of tuned algorithms, expected a JSON object of strings: "
              + OneLine.of(e.getOriginalMessage().lines().findFirst().orElse("")),
          e);
    }
  }
}
