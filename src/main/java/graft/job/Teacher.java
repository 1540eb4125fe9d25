package graft.job;

import graft.files.FileFormatException;
import graft.files.Lineage;
import graft.files.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * What grows: a model in a file.
 *
 * @param file what it says
 * @param parent what the lineage of what grows from it says
 */
public record Teacher(ModelFile file, Lineage.Parent parent) {
  /**
   * Reads one.
   *
   * @param named a model's or a checkpoint's file, or the folder of a run, whose model is meant
   * @param said told in a sentence what a checkpoint does not tell
   * @throws FileFormatException if it is neither
   * @throws IOException if it cannot be read
   */
  public static Teacher read(Path named, Consumer<String> said) throws IOException {
    return new Teacher(ModelSource.read(named, said), Lineage.Parent.of(ModelSource.file(named)));
  }
}
