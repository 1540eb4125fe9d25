package graft.cli;

import graft.device.DeviceOptions;
import graft.platform.DeviceChoice;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** {@code --device} and {@code --sync}: a mixin for every command that opens a device. */
public final class DeviceFlags {
  @Option(
      names = "--device",
      description = "auto, gpu or software; auto takes a GPU where there is one",
      showDefaultValue = Visibility.ALWAYS)
  private DeviceChoice choice = DeviceChoice.AUTO;

  @Option(
      names = "--sync",
      description =
          "wait for the device after every call: an error then names the call that failed")
  private boolean sync;

  /** The device that was chosen. */
  public DeviceChoice choice() {
    return choice;
  }

  /** What these flags ask of a device. */
  public DeviceOptions options() {
    return DeviceOptions.defaults().withChoice(choice).withSync(sync);
  }
}
