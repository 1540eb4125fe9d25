package graft.cli;

import graft.device.Device;
import graft.files.ModelFile;
import graft.job.Certificate;
import graft.job.Growth;
import graft.predict.Summary;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a grown model goes, and how it is looked at; a mixin. */
final class GrownFlags {
  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "FILE",
      description = "where the grown model goes")
  private Path out;

  @Option(names = "--force", description = "overwrite it if it is there")
  private boolean force;

  @Mixin private DeviceFlags device;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Before anything is computed. */
  void check() {
    Usage.require(
        command, force || !Files.exists(out), out + " is there already; --force overwrites it");
  }

  /** Compares, writes, and says what was found. */
  void write(ModelFile before, ModelFile grown) throws IOException {
    try (Device opened = Device.open(device.options())) {
      Certificate certificate = Certificate.of(opened, before, grown);
      Growth.certified(grown, certificate).write(out);
      PrintWriter screen = command.commandLine().getOut();
      screen.println(Summary.of(grown.model().spec()).text());
      screen.println();
      screen.println(certificate.text());
      screen.println("written to " + out);
    }
  }
}
