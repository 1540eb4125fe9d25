package graft.exchange.keras;

import graft.files.FileFormatException;
import java.nio.file.Path;

/** Sentences about layers of a file that Graft cannot take. */
record Refusals(Path file) {
  /** Names the layer, its class, what was found there and what was expected. */
  FileFormatException of(Layer layer, String found, String expected) {
    return FileFormatException.of(
        "%s: layer '%s' (%s)".formatted(file, layer.name(), layer.className()), found, expected);
  }

  /** Of the file as a whole. */
  FileFormatException of(String found, String expected) {
    return FileFormatException.of(file, found, expected);
  }
}
