package graft.device;

import java.util.Optional;

/**
 * How a convolution of one shape is computed.
 *
 * @param layout of x, y and their gradients, such as "NHWC"
 * @param forward the algorithm of the convolution alone, by its name in cuDNN
 * @param fused the algorithm that adds the bias in the same call; empty if another call adds it
 * @param backwardData the algorithm of the gradient of x
 * @param backwardFilter the algorithm of the gradient of w
 * @param workspaceBytes the most that any of the calls needs
 */
public record ConvolutionPlan(
    String layout,
    String forward,
    Optional<String> fused,
    String backwardData,
    String backwardFilter,
    long workspaceBytes) {}
