package graft.train;

import graft.device.Device;
import graft.model.NetworkSpec;
import graft.tensor.Shape;
import java.util.Locale;
import java.util.Objects;

/** Whether a device, a data set and a network go together: kernels check none of it. */
final class Fit {
  private Fit() {}

  /**
   * Whether data can be worked on.
   *
   * @throws IllegalStateException if it is closed
   * @throws IllegalArgumentException if it lies on another device
   */
  static void require(Device device, ResidentData data) {
    if (!data.isOpen()) {
      throw new IllegalStateException("the data " + data.name() + " is used after it was closed");
    }
    if (data.device() != device) {
      throw new IllegalArgumentException(
          "the data %s lies on another device, %s, than the network, which is for %s"
              .formatted(data.name(), data.device().description(), device.description()));
    }
  }

  /**
   * Whether a network can read data.
   *
   * @throws IllegalArgumentException if it takes other samples, its output is no vector of logits,
   *     or there are more classes than logits
   */
  static void require(NetworkSpec spec, ResidentData data) {
    Objects.requireNonNull(spec, "spec");
    if (!spec.input().equals(data.sample())) {
      throw new IllegalArgumentException(
          "the network takes samples of shape %s, those of %s are %s"
              .formatted(spec.input(), data.name(), data.sample()));
    }
    Shape output = spec.outputShape();
    if (output.rank() != 1) {
      throw new IllegalArgumentException(
          "the network's output is of shape %s, expected [classes]; put a Flatten and a Dense at its end"
              .formatted(output));
    }
    if (output.extent(0) < data.classes()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the network gives %d logits, %s has %d classes; expected a logit for each class",
              output.extent(0),
              data.name(),
              data.classes()));
    }
  }
}
