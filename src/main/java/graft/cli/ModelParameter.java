package graft.cli;

import graft.files.ModelFile;
import graft.job.ModelSource;
import graft.job.Teacher;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The model that a command is about, a mixin. */
final class ModelParameter {
  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "a model's file, a run's folder with one in it, or a checkpoint")
  private Path named;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** What was named, as a folder's model. */
  Path file() {
    return ModelSource.file(named);
  }

  /**
   * Reads it.
   *
   * @throws IOException if it cannot be read or is no model
   */
  ModelFile read() throws IOException {
    return ModelSource.read(named, said -> command.commandLine().getErr().println(said));
  }

  /**
   * Reads it as what grows.
   *
   * @throws IOException if it cannot be read or is no model
   */
  Teacher teacher() throws IOException {
    return Teacher.read(named, said -> command.commandLine().getErr().println(said));
  }

  /**
   * Reads one that has been trained.
   *
   * @throws CommandLine.ParameterException if it has a new head
   * @throws IOException if it cannot be read or is no model
   */
  ModelFile readTrained() throws IOException {
    ModelFile read = read();
    Usage.require(
        command,
        !read.classNames().isEmpty(),
        file() + " has a new head, which has learned nothing; train it first: graft train");
    return read;
  }
}
