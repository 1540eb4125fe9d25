package graft.train;

import graft.nn.Call;

/**
 * How long a call takes.
 *
 * @param call of a step
 * @param microseconds by CUDA events
 */
public record CallTime(Call call, double microseconds) {}
