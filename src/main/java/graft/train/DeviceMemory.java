package graft.train;

import graft.device.Device;
import graft.nn.MemoryNeed;
import graft.platform.Bytes;
import java.util.ArrayList;
import java.util.List;

/** Whether what is to be allocated fits into what the device has free. */
public final class DeviceMemory {
  private DeviceMemory() {}

  /**
   * Asks before anything is allocated.
   *
   * @param what plural, such as "the images of MNIST"
   * @throws DeviceMemoryException if that is more than what is free
   */
  public static void require(Device device, String what, long bytes) {
    long free = device.freeBytes();
    if (bytes > free) {
      throw new DeviceMemoryException(
          "%s need %s, %s are free on %s"
              .formatted(what, Bytes.text(bytes), Bytes.text(free), device.description()));
    }
  }

  /**
   * Asks before anything of a training is allocated.
   *
   * @param need all that training takes
   * @param resident what of it lies on the device already
   * @throws DeviceMemoryException if the rest is more than what is free
   */
  static void require(Device device, MemoryNeed need, long resident) {
    long missing = need.total() - resident;
    long free = device.freeBytes();
    if (missing > free) {
      throw new DeviceMemoryException(
          "training needs %s more (%s), %s are free on %s; a smaller batch needs less"
              .formatted(
                  Bytes.text(missing),
                  byKind(need, resident),
                  Bytes.text(free),
                  device.description()));
    }
  }

  private static String byKind(MemoryNeed need, long resident) {
    List<String> kinds = new ArrayList<>();
    add(kinds, "parameters", need.parameters());
    add(kinds, "gradients", need.gradients());
    add(kinds, "optimizer", need.optimizer());
    add(kinds, "activations", need.activations());
    add(kinds, "workspace", need.workspace());
    add(kinds, "labels and tallies", need.data() - resident);
    return String.join(", ", kinds);
  }

  private static void add(List<String> kinds, String kind, long bytes) {
    if (bytes > 0) {
      kinds.add(kind + " " + Bytes.text(bytes));
    }
  }
}
