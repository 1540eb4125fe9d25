package graft.nn;

import graft.device.Tensor;

/**
 * The shares of a network that follows its teacher, on the device, for an optimizer's kernel
 * ({@code cuda-kernels/following.cuh} has the formulas).
 *
 * @param inputs s_in of each trained number, {@code [floats]}
 * @param units s_out of each trained number, {@code [floats]}
 * @param from see {@link Following}
 * @param steps see {@link Following}
 */
public record FollowedShares(Tensor inputs, Tensor units, long from, long steps) {}
