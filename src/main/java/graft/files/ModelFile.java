package graft.files;

import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Preprocessing;
import graft.model.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A trained model with all that it takes to use it, as a {@code .safetensors} file holds it: the
 * tensors under Keras' names ({@code conv1/kernel}), all else in the file's {@code __metadata__}.
 *
 * <pre>{@code
 * ModelFile.of(model, preprocessing, data.classNames()).write(Path.of("model.safetensors"));
 * Model model = ModelFile.read(Path.of("model.safetensors")).model();
 * }</pre>
 *
 * @param model the network and its weights
 * @param preprocessing how an image's bytes become the network's input
 * @param classNames what each logit stands for, in order; none where the network has an untrained
 *     head, whose classes have names when there is data
 * @param lineage what made the model
 * @param notes strings of others' that the file keeps, by key
 */
public record ModelFile(
    Model model,
    Preprocessing preprocessing,
    List<String> classNames,
    Lineage lineage,
    Map<String, String> notes) {
  /**
   * Keeps copies.
   *
   * @throws IllegalArgumentException if the preprocessing is not of the input's channels, there are
   *     class names but not as many as logits, one is blank, or a note has a key of Graft's own
   */
  public ModelFile {
    classNames = List.copyOf(classNames);
    notes = Collections.unmodifiableMap(new LinkedHashMap<>(notes));
    NetworkSpec spec = model.spec();
    if (preprocessing.channels() != spec.input().last()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the preprocessing is of %d channels, the network's input is %s",
              preprocessing.channels(),
              spec.input()));
    }
    boolean named = classNames.size() == spec.outputShape().elements() || classNames.isEmpty();
    if (!named || classNames.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "found class names %s, expected one for each of %d logits, and none blank",
              classNames,
              spec.outputShape().elements()));
    }
    for (String key : notes.keySet()) {
      if (ModelMetadata.KEYS.contains(key)) {
        throw new IllegalArgumentException(
            "a note has the key '%s', which is one of Graft's own: %s"
                .formatted(key, ModelMetadata.KEYS));
      }
    }
  }

  /**
   * A model of which it is not said what made it.
   *
   * @throws IllegalArgumentException if they do not fit together
   */
  public static ModelFile of(Model model, Preprocessing preprocessing, List<String> classNames) {
    return new ModelFile(model, preprocessing, classNames, Lineage.UNKNOWN, Map.of());
  }

  /** A model that sees bytes / 255, and whose classes are called 0, 1, 2 and so on. */
  public static ModelFile of(Model model) {
    NetworkSpec spec = model.spec();
    int classes = spec.outputShape().elements();
    return of(
        model,
        Preprocessing.scaled(spec.input().last()),
        IntStream.range(0, classes).mapToObj(Integer::toString).toList());
  }

  /** The same with what made it. */
  public ModelFile withLineage(Lineage newLineage) {
    return new ModelFile(model, preprocessing, classNames, newLineage, notes);
  }

  /**
   * The same with a string of one's own in its metadata.
   *
   * @throws IllegalArgumentException if the key is one of Graft's
   */
  public ModelFile withNote(String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(notes);
    more.put(key, value);
    return new ModelFile(model, preprocessing, classNames, lineage, more);
  }

  /**
   * All that a file says besides network and tensors, as strings: for files of another kind that
   * keep it along.
   */
  public Map<String, String> description() {
    return ModelMetadata.description(this);
  }

  /**
   * A model with what {@link #description} said of it.
   *
   * @param file that it was in, for messages
   * @throws FileFormatException if it says something else, or does not fit the model
   */
  public static ModelFile described(Path file, Model model, Map<String, String> description)
      throws FileFormatException {
    return of(file, model, new ModelMetadata(file, description));
  }

  /**
   * Reads a file that {@link #write} has written.
   *
   * @throws FileFormatException if it is something else, damaged, or its parts do not fit together;
   *     the message says in a sentence what it is
   * @throws IOException if it cannot be read
   */
  public static ModelFile read(Path file) throws IOException {
    try (Safetensors opened = Safetensors.open(file)) {
      ModelMetadata metadata = new ModelMetadata(file, opened.metadata());
      NetworkSpec spec = metadata.network();
      return of(file, new Model(spec, ModelTensors.read(opened, spec)), metadata);
    }
  }

  private static ModelFile of(Path file, Model model, ModelMetadata metadata)
      throws FileFormatException {
    try {
      return new ModelFile(
          model,
          metadata.preprocessing(),
          metadata.classNames(),
          metadata.lineage(),
          metadata.notes());
    } catch (IllegalArgumentException e) {
      throw new FileFormatException(file + ": " + e.getMessage());
    }
  }

  /**
   * Reads the weights of a network from a safetensors file that need not say what network it holds,
   * such as one that was written in Python.
   *
   * @param spec the network: each of its parameters takes the tensor of its name and shape
   * @throws FileFormatException if it is no safetensors file, or not one of this network
   * @throws IOException if it cannot be read
   */
  public static Weights readWeights(Path file, NetworkSpec spec) throws IOException {
    try (Safetensors opened = Safetensors.open(file)) {
      return ModelTensors.read(opened, spec);
    }
  }

  /**
   * Writes it, in place of what is there, and makes the folder that it is to lie in. Others see the
   * old file or the new one, also after a power cut.
   *
   * @param file by custom with the ending {@code .safetensors}
   * @throws IOException if that fails; what was there before stays whole
   */
  public void write(Path file) throws IOException {
    SafetensorsWriter writer = new SafetensorsWriter();
    ModelMetadata.of(this).forEach(writer::metadata);
    model.weights().tensors().forEach(writer::tensor);
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
    writer.write(file);
  }
}
