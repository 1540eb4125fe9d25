package graft.device;

import graft.platform.DeviceChoice;
import graft.platform.DeviceSelection;

/** What a machine that a test describes has, for tests of other rooms. */
public final class InfoOfMachine {
  private InfoOfMachine() {}

  public static DeviceInfo of(DeviceChoice choice, DeviceSelection.Facts facts) {
    return DeviceInfo.of(DeviceOptions.defaults().withChoice(choice), facts);
  }
}
