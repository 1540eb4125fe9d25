package graft.cli;

import graft.fetch.OutputTrial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a made model goes, a mixin. */
final class OutFlags {
  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "FILE",
      description = "where what is made goes")
  private Path out;

  @Option(names = "--force", description = "overwrite it if it is there")
  private boolean force;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * Before any work: refuses to overwrite what should stay, and tries whether it can be written.
   *
   * @throws IOException if it cannot
   */
  void check() throws IOException {
    check(out);
  }

  /** The same of another file that is made along with it. */
  void check(Path file) throws IOException {
    Usage.require(command, !Files.isDirectory(file), file + " is a folder; expected a file");
    Usage.require(
        command, force || !Files.exists(file), file + " is there already; --force overwrites it");
    OutputTrial.ofFile(file);
  }

  Path file() {
    return out;
  }
}
