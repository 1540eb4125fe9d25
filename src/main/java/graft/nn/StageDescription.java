package graft.nn;

import graft.device.ConvolutionPlan;
import java.util.Optional;

/**
 * How a stage of a network is computed.
 *
 * @param name of its nodes, such as "fc1 + fc1-relu"
 * @param calls the calls and the algorithms, in a line
 * @param convolution the same of its convolution, if cuDNN computes one
 */
public record StageDescription(String name, String calls, Optional<ConvolutionPlan> convolution) {
  @Override
  public String toString() {
    return name + ": " + calls;
  }
}
