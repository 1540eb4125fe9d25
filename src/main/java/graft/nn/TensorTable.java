package graft.nn;

import graft.device.Device;
import graft.device.DevicePointer;
import graft.device.Memory;
import graft.model.NodeParameter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What an optimizer's kernel looks up on the device for each trained tensor: whether it decays, and
 * at which training step it came to be.
 */
final class TensorTable implements AutoCloseable {
  /** decay: float32; 4 bytes unused; birth: int64. */
  private static final int ROW_BYTES = 16;

  private final Device device;
  private final ParameterLayout layout;
  private final Predicate<NodeParameter> decays;
  private final Memory tensorOf;
  private final Memory rows;

  /** With tensors that were there from the beginning. */
  TensorTable(Device device, ParameterLayout layout, Predicate<NodeParameter> decays) {
    this.device = device;
    this.layout = layout;
    this.decays = decays;
    int[] granules = tensorOfGranules();
    tensorOf = device.allocate((long) granules.length * Integer.BYTES, "optimizer's tensors");
    try {
      rows = device.allocate((long) trained(layout).size() * ROW_BYTES, "optimizer's table");
    } catch (RuntimeException e) {
      tensorOf.close();
      throw e;
    }
    device.stream().upload(granules, tensorOf.pointer());
    setBirths(Map.of());
  }

  /** The device memory that it takes. */
  static long bytes(ParameterLayout layout) {
    return (long) layout.trainedFloats() / ParameterLayout.GRANULE * Integer.BYTES
        + (long) trained(layout).size() * ROW_BYTES;
  }

  private static List<NodeParameter> trained(ParameterLayout layout) {
    return layout.ordered().stream().filter(p -> p.parameter().trained()).toList();
  }

  /** For each granule of the parameters' block the number of its tensor. */
  private int[] tensorOfGranules() {
    int[] granules = new int[layout.trainedFloats() / ParameterLayout.GRANULE];
    int tensor = 0;
    for (NodeParameter parameter : trained(layout)) {
      int start = layout.offset(parameter) / ParameterLayout.GRANULE;
      Arrays.fill(granules, start, granules.length, tensor++);
    }
    return granules;
  }

  /**
   * Sets at which steps tensors came to be.
   *
   * @param births by the parameters' names; the others were there from the beginning
   * @throws IllegalArgumentException if the network has no parameter of that name, or a birth is
   *     negative
   */
  void setBirths(Map<String, Long> births) {
    List<String> names = layout.ordered().stream().map(NodeParameter::name).toList();
    births.forEach(
        (name, birth) -> {
          if (!names.contains(name) || birth < 0) {
            throw new IllegalArgumentException(
                String.format(
                    Locale.ROOT,
                    "a birth of '%s' at step %d, expected one of %s at step 0 or later",
                    name,
                    birth,
                    names));
          }
        });
    List<NodeParameter> trained = trained(layout);
    ByteBuffer bytes =
        ByteBuffer.allocate(trained.size() * ROW_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (NodeParameter parameter : trained) {
      bytes.putFloat(decays.test(parameter) ? 1 : 0).putInt(0);
      bytes.putLong(births.getOrDefault(parameter.name(), 0L));
    }
    device.stream().upload(bytes.array(), rows.pointer());
  }

  DevicePointer tensorOf() {
    return tensorOf.pointer();
  }

  DevicePointer rows() {
    return rows.pointer();
  }

  @Override
  public void close() {
    tensorOf.close();
    rows.close();
  }
}
