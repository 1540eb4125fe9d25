package graft.job;

import graft.data.ImageBorder;
import graft.files.ModelFile;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The mean colour of the training images' border, as a note in a model's file: who predicts is told
 * where an image's border is bright and the training's was dark.
 */
public final class TrainedBorder {
  private static final String KEY = "trainingBorder";

  private TrainedBorder() {}

  static ModelFile note(ModelFile model, ImageBorder border) {
    return model.withNote(
        KEY, border.mean().stream().map(String::valueOf).collect(Collectors.joining(" ")));
  }

  /** What a model's file says; nothing where it says none, or none that can be read. */
  public static Optional<ImageBorder> of(ModelFile model) {
    String text = model.notes().getOrDefault(KEY, "");
    if (text.isBlank()) {
      return Optional.empty();
    }
    try {
      List<Double> mean = Arrays.stream(text.strip().split(" +")).map(Double::valueOf).toList();
      return Optional.of(new ImageBorder(mean));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
