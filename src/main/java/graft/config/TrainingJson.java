package graft.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.files.MistakeException;
import graft.files.Place;

/**
 * Trainings as JSON, with every option said: what model files and checkpoints record. The keys are
 * those of a training file.
 */
public final class TrainingJson {
  private TrainingJson() {}

  /**
   * A training as a tree; {@link #read} gives an equal one. A schedule or an optimizer that a
   * program made of its own, as a lambda, is only told to be {@code code}.
   */
  public static ObjectNode write(TrainingSetup setup) {
    return TrainingForm.all().write(setup);
  }

  /**
   * The training that a tree describes.
   *
   * @param source what mistakes name: the file that the tree comes from
   * @throws MistakeException if it describes none; says where and why
   */
  public static TrainingSetup read(JsonNode tree, String source) {
    return TrainingForm.all().read(Place.of(source, tree));
  }
}
