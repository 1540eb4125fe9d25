package graft.cli;

import graft.config.TrainingFile;
import graft.files.NetworkDraft;
import graft.model.NetworkSpec;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The network of a training file, where there is no data that would tell its input. */
final class DescribedNetwork {
  private DescribedNetwork() {}

  /**
   * Reads it.
   *
   * @param input H, W, C as --input tells them, or nothing
   * @param classes where the file leaves them to the data
   * @throws CommandLine.ParameterException if the input's shape is not told, or no shape
   * @throws IOException if the file cannot be read
   */
  static NetworkSpec read(CommandSpec command, Path file, List<Integer> input, int classes)
      throws IOException {
    NetworkDraft draft = TrainingFile.readNetwork(file);
    Usage.require(
        command,
        input.isEmpty() || (input.size() == 3 && input.stream().allMatch(n -> n >= 1)),
        "--input is " + input + ", expected three positive numbers: H,W,C");
    Optional<Shape> told =
        input.isEmpty()
            ? draft.inputShape()
            : Optional.of(Shape.of(input.get(0), input.get(1), input.get(2)));
    Usage.require(
        command,
        told.isPresent(),
        file + " leaves the input's shape to the data; tell it with --input H,W,C");
    return draft.spec(told.orElseThrow(), classes);
  }
}
