package graft.predict;

import graft.device.Device;
import graft.model.Dropout;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Preprocessing;

/** A model's logits as a step of training computes them: normalised by the batch's statistics. */
public final class TrainingLogits {
  private TrainingLogits() {}

  /** Whether they follow from the images alone: not where something is dropped at random. */
  public static boolean areDetermined(NetworkSpec spec) {
    return spec.nodes().stream()
        .noneMatch(node -> node.op() instanceof Dropout dropout && dropout.rate() > 0);
  }

  /**
   * Of images, all in one batch. The model stays as it is, its running statistics too.
   *
   * @param images {@code [N, H, W, C]} unsigned bytes
   * @throws graft.train.DeviceMemoryException if the device has less memory free than it takes
   * @throws IllegalStateException if another thread uses the device
   */
  public static Predictions of(
      Device device, Model model, Preprocessing preprocessing, byte[] images) {
    int batch = images.length / model.spec().input().elements();
    return device.exclusively(
        () -> {
          try (TrainingForward forward =
              TrainingForward.of(device, model, preprocessing, batch, false)) {
            return new Predictions(forward.output(images), model.spec().outputShape().elements());
          }
        });
  }
}
