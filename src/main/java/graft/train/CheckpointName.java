package graft.train;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A checkpoint's file name, which says how far its run had come: names sort as runs go on.
 *
 * @param epochs that ended
 * @param steps of the epoch under way
 */
record CheckpointName(int epochs, int steps) implements Comparable<CheckpointName> {
  private static final Pattern NAME =
      Pattern.compile("epoch-(\\d{5,9})-step-(\\d{7,9})\\.safetensors");

  static CheckpointName of(TrainingState state) {
    return new CheckpointName(state.history().epochs().size(), state.epoch().steps());
  }

  /** Of a file; empty if it is not called as checkpoints are. */
  static Optional<CheckpointName> of(Path file) {
    Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
    return name.matches()
        ? Optional.of(
            new CheckpointName(Integer.parseInt(name.group(1)), Integer.parseInt(name.group(2))))
        : Optional.empty();
  }

  @Override
  public int compareTo(CheckpointName other) {
    return epochs != other.epochs
        ? Integer.compare(epochs, other.epochs)
        : Integer.compare(steps, other.steps);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "epoch-%05d-step-%07d.safetensors", epochs, steps);
  }
}
