package graft.cli;

import graft.platform.DeviceSelection;
import graft.platform.LibraryChoice;
import graft.platform.LibraryInstaller;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code graft cuda-libs}: fills the cache of NVIDIA's libraries. */
@Command(
    name = "cuda-libs",
    description =
        "Brings cuBLAS, cuDNN and NVRTC into the cache (2 GB to download), for a machine that has"
            + " NVIDIA's driver alone.",
    mixinStandardHelpOptions = true)
final class CudaLibsCommand implements Callable<Integer> {
  @Option(
      names = "--stack",
      paramLabel = "CUDA",
      description = "11, 12 or 13; by default the newest that the driver and the card can use")
  private Optional<String> stack = Optional.empty();

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description =
          "a jar or an archive, already downloaded, or a folder that holds them; may be given"
              + " several times")
  private List<Path> from = List.of();

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    LibraryInstaller installer =
        LibraryInstaller.ofUser(
            LibraryChoice.of(DeviceSelection.Facts.real()),
            new DataProgress(spec.commandLine().getOut()));
    try {
      if (from.isEmpty()) {
        installer.download(stack);
      } else {
        installer.unpack(from, stack);
      }
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    return CommandLine.ExitCode.OK;
  }
}
