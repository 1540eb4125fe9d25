package graft.bench;

import graft.device.Device;
import graft.device.DeviceChoice;
import graft.device.DeviceOptions;
import graft.device.MathMode;

/** The device of a JVM that JMH forked. */
final class JmhDevice {
  private JmhDevice() {}

  static Device open() {
    DeviceChoice choice =
        DeviceChoice.valueOf(
            System.getProperty(JmhCommand.DEVICE, DeviceChoice.AUTO.name()).toUpperCase());
    MathMode math =
        MathMode.valueOf(System.getProperty(JmhCommand.MATH, MathMode.FP32.name()).toUpperCase());
    return Device.open(DeviceOptions.defaults().withChoice(choice).withMath(math));
  }
}
