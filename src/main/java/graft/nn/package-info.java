/**
 * Networks planned on a device: forward and backward passes written by hand, the plan of their
 * memory, the loss and the optimizers. It depends on {@code model}, {@code device} and {@code
 * random}.
 *
 * <p>Begin with {@link graft.nn.Network} and {@link graft.nn.Pass}; {@code PlannedOp} is what an op
 * on the device is, {@code OpPlanner} where ops meet their planned form, {@code ValuePlaces},
 * {@code GradientPlaces} and {@code MemoryPlan} decide what lies where.
 */
package graft.nn;
