package graft.job;

import graft.files.FileFormatException;
import graft.files.Lineage;
import graft.files.ModelFile;
import graft.model.Model;
import graft.train.Checkpoint;
import graft.train.TrainingState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What grows: a model in a file, or a training in a checkpoint, which stands where its last step
 * left it.
 *
 * @param file what it says; of a checkpoint the weights of its last step
 * @param state of a training; empty for a model
 * @param parent what the lineage of what grows from it says
 */
public record Teacher(ModelFile file, Optional<TrainingState> state, Lineage.Parent parent) {
  /**
   * Reads one.
   *
   * @param named a model's or a checkpoint's file, or the folder of a run, whose model is meant
   * @param said told in a sentence what a checkpoint does not tell
   * @throws FileFormatException if it is neither
   * @throws IOException if it cannot be read
   */
  public static Teacher read(Path named, Consumer<String> said) throws IOException {
    Path found = ModelSource.existing(named);
    if (!Checkpoint.isOne(found)) {
      return new Teacher(ModelFile.read(found), Optional.empty(), Lineage.Parent.of(found));
    }
    TrainingState state = Checkpoint.read(found);
    Model model = state.model();
    return new Teacher(
        ModelSource.described(found, model, state, said),
        Optional.of(state),
        Lineage.Parent.of(found));
  }
}
