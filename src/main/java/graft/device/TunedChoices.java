package graft.device;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import graft.fetch.AtomicFile;
import graft.fetch.CacheFolder;
import graft.fetch.FileProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Measured choices of convolution algorithms, in a JSON file: what was asked for, and the name of
 * the fastest algorithm. A choice holds for a device, a cuDNN version, a math mode and a policy, so
 * one file serves several of each. Delete it to measure again.
 */
public final class TunedChoices {
  private final ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private final Path file;
  private final Map<String, String> choices;

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
    if (!Files.exists(file)) {
      return new TunedChoices(file, new TreeMap<>());
    }
    try {
      return new TunedChoices(
          file,
          new TreeMap<>(
              new ObjectMapper()
                  .readValue(file.toFile(), new TypeReference<Map<String, String>>() {})));
    } catch (JacksonException e) {
      throw new IOException(
          file
              + " is no file of tuned algorithms, expected a JSON object of strings: "
              + e.getOriginalMessage(),
          e);
    }
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

  /** Remembers a choice, at once: measuring is the expensive part. */
  void save(String question, String algorithm) {
    choices.put(question, algorithm);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      AtomicFile.write(file, mapper.writeValueAsBytes(choices));
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException(
              "the tuned algorithms cannot be saved in " + file + ": " + FileProblem.cause(e), e));
    }
  }
}
