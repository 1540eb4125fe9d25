package graft.cli;

import graft.fetch.FileContents;
import graft.files.FileFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The kinds of other frameworks' files that are read. */
enum ForeignKind {
  ONNX("an ONNX model", "onnx"),
  KERAS("as Keras writes|a Keras file", "keras|h5|hdf5"),
  PYTORCH("a safetensors file", "safetensors");

  private static final String EXPECTED =
      "an ONNX file (.onnx), a Keras file (.keras, .h5), or PyTorch's weights in a safetensors file"
          + " (.safetensors)";

  /** What the first bytes are asked for; a ZIP archive tells the name of its first file there. */
  private static final int HEAD = 512;

  /** Both are regular expressions. */
  private final String contents;

  private final String endings;

  ForeignKind(String contents, String endings) {
    this.contents = contents;
    this.endings = endings;
  }

  /**
   * The kind of a file: as its name ends, or, where that tells nothing, as it begins.
   *
   * @throws FileFormatException if it is none of these; says what it is, and for files that PyTorch
   *     and TensorFlow write how to make one of these
   * @throws IOException if it cannot be read
   */
  static ForeignKind of(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw FileFormatException.of(file, "a folder", EXPECTED + folderHint(file));
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) { // read twice, which a pipe cannot be
      throw FileFormatException.of(file, "something that is no file to read from", EXPECTED);
    }
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(HEAD);
    }
    String found = FileContents.describe(head);
    if (found.contains("pickle")) {
      throw FileFormatException.of(file, found, "its weights as safetensors" + pickleHint(file));
    }
    return find(name, ".*\\.(%s)", kind -> kind.endings)
        .or(() -> find(found, ".*(%s).*", kind -> kind.contents))
        .orElseThrow(() -> FileFormatException.of(file, found, EXPECTED));
  }

  private static Optional<ForeignKind> find(
      String text, String form, Function<ForeignKind, String> part) {
    return Arrays.stream(values())
        .filter(kind -> text.matches(form.formatted(part.apply(kind))))
        .findFirst();
  }

  private static String folderHint(Path file) {
    return Files.exists(file.resolve("saved_model.pb"))
        ? "; this is a SavedModel of TensorFlow: save the model as .keras, or convert it: python -m"
            + " tf2onnx.convert --saved-model %s --output model.onnx".formatted(file)
        : "";
  }

  /** Weights that are pickled can run any program when they are opened, so Graft does not. */
  private static String pickleHint(Path file) {
    String name = String.valueOf(file.getFileName());
    String plain = name.replaceFirst("\\.[^.]+$", "");
    plain += name.endsWith(".safetensors") ? "-weights" : "";
    return "; in Python: import torch, safetensors.torch as st; st.save_file(torch.load('%s',"
            .formatted(name)
        + " map_location='cpu', weights_only=True), '%s.safetensors')".formatted(plain)
        + " (of a whole module or a checkpoint its state_dict)";
  }
}
