package graft.cli;

import graft.device.DeviceOptions;
import graft.platform.DeviceChoice;
import java.util.Optional;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code --device}, {@code --gpu} and {@code --sync}: a mixin for every command that opens a
 * device.
 */
public final class DeviceFlags {
  @Option(
      names = "--device",
      description = "auto, gpu or software; auto takes a GPU where there is one",
      showDefaultValue = Visibility.ALWAYS)
  private DeviceChoice choice = DeviceChoice.AUTO;

  @Option(
      names = "--gpu",
      paramLabel = "N|UUID",
      description =
          "this GPU and no other device: its number or its UUID, or the UUID's beginning, as graft"
              + " info lists them; else the one with most free memory")
  private Optional<String> gpu = Optional.empty();

  @Option(
      names = "--sync",
      description =
          "wait for the device after every call: an error then names the call that failed")
  private boolean sync;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** The device that was chosen. */
  public DeviceChoice choice() {
    return choice == DeviceChoice.AUTO && gpu.isPresent() ? DeviceChoice.GPU : choice;
  }

  /** What these flags ask of a device. */
  public DeviceOptions options() {
    Usage.require(
        command,
        choice != DeviceChoice.SOFTWARE || gpu.isEmpty(),
        "--gpu asks for a GPU, and --device software for none: leave one out");
    DeviceOptions options = DeviceOptions.defaults().withChoice(choice()).withSync(sync);
    return gpu.map(name -> Usage.refusing(command, () -> options.withGpu(name))).orElse(options);
  }
}
