package graft.nn;

import graft.device.DevicePointer;
import graft.device.Tensor;
import graft.device.Workspace;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tensors of a stage.
 *
 * @param inputs what it reads, in the op's order
 * @param y its output
 * @param outputGradient dy; absent where the stage has no backward pass
 * @param inputGradients for each input where its gradient goes; absent where none is needed
 * @param summed what a convolution's bias gradient is summed from: dy, or a smaller tensor with the
 *     same sums over pixels; absent where dy is
 * @param values the parameters by role
 * @param gradients the trained parameters' gradients by role; empty in inference
 * @param note where forward leaves something for backward, or for its own next call; absent where
 *     it leaves nothing
 * @param workspace scratch memory, at least as much as the op asked for
 * @param steps the count of training steps, an int64; absent in a network for inference alone
 */
record Wiring(
    List<Tensor> inputs,
    Tensor y,
    Optional<Tensor> outputGradient,
    List<Optional<Gradient>> inputGradients,
    Optional<Tensor> summed,
    Map<String, Tensor> values,
    Map<String, Tensor> gradients,
    Optional<DevicePointer> note,
    Workspace workspace,
    Optional<DevicePointer> steps) {
  /** These, with other parameters. */
  Wiring withValues(Map<String, Tensor> others) {
    return new Wiring(
        inputs,
        y,
        outputGradient,
        inputGradients,
        summed,
        others,
        gradients,
        note,
        workspace,
        steps);
  }

  /** The only input. */
  Tensor x() {
    return inputs.get(0);
  }

  /** The gradient of the output. */
  Tensor dy() {
    return outputGradient.orElseThrow();
  }

  /** Where the gradient of the only input goes. */
  Optional<Gradient> dx() {
    return inputGradients.get(0);
  }

  /** A parameter. */
  Tensor value(String role) {
    return values.get(role);
  }

  /** A trained parameter's gradient. */
  Tensor gradient(String role) {
    return gradients.get(role);
  }
}
