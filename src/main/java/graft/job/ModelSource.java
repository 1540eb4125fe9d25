package graft.job;

import graft.files.FileFormatException;
import graft.files.ModelFile;
import graft.model.Model;
import graft.train.Checkpoint;
import graft.train.RunFolder;
import graft.train.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** A model to use: in a model's file, or the best weights so far in a checkpoint. */
public final class ModelSource {
  private static final String EARLIER_EPOCHS = "earlier epochs";

  private ModelSource() {}

  /**
   * Reads it.
   *
   * @param file a model's or a checkpoint's, or the folder of a run, whose model is meant
   * @param said told in a sentence what a checkpoint does not tell
   * @throws FileFormatException if it is neither
   * @throws IOException if it cannot be read
   */
  public static ModelFile read(Path file, Consumer<String> said) throws IOException {
    Path found = existing(file);
    if (!Checkpoint.isOne(found)) {
      return ModelFile.read(found);
    }
    TrainingState state = Checkpoint.read(found);
    return described(found, state.bestModel(), state, said);
  }

  /** With all that a checkpoint says of its model. */
  static ModelFile described(Path file, Model model, TrainingState state, Consumer<String> said)
      throws FileFormatException {
    if (state.notes().isEmpty()) {
      said.accept(
          String.format(
              Locale.ROOT,
              "%s is a checkpoint, of epoch %d, that tells neither preprocessing nor class names;"
                  + " pixels / 255 and numbers are taken",
              file,
              state.nextEpoch()));
      return ModelFile.of(model);
    }
    Map<String, String> notes = new LinkedHashMap<>(state.notes());
    String earlier = notes.remove(EARLIER_EPOCHS);
    ModelFile described = ModelFile.described(file, model, notes);
    return described.withLineage(
        TrainedModel.trained(
            described.lineage(), state.history(), earlier == null ? 0 : number(file, earlier)));
  }

  private static int number(Path file, String text) throws FileFormatException {
    if (!text.matches("\\d{1,9}")) {
      throw FileFormatException.of(
          file, "'%s' as %s".formatted(text, EARLIER_EPOCHS), "a number of epochs");
    }
    return Integer.parseInt(text);
  }

  /**
   * What a checkpoint says of its model.
   *
   * @param earlier how many epochs of its history the lineage tells already
   */
  static Map<String, String> notes(ModelFile file, int earlier) {
    Map<String, String> notes = new LinkedHashMap<>(file.description());
    notes.put(EARLIER_EPOCHS, Integer.toString(earlier));
    return notes;
  }

  /**
   * The file that is meant, where it is no folder.
   *
   * @throws FileFormatException if it is a folder without a model
   */
  static Path existing(Path named) throws FileFormatException {
    Path found = file(named);
    if (Files.isDirectory(found)) {
      throw FileFormatException.of(
          found,
          "a folder without " + new RunFolder(found).model().getFileName(),
          "the folder of a training that has ended, a model's file, or a checkpoint");
    }
    return found;
  }

  /** The file that is meant: the model of a run's folder, or what was named. */
  public static Path file(Path named) {
    Path model = new RunFolder(named).model();
    return Files.isDirectory(named) && Files.exists(model) ? model : named;
  }
}
