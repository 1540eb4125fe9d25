/**
 * Training and evaluation of networks on data that lies on the device. A step, from the data set to
 * the tally, is a list of calls that is captured once and replayed as one CUDA graph; the host
 * reads what the device counted about twice a second, and the losses of all steps once an epoch.
 *
 * <p>Begin with {@link graft.train.Trainer}; whoever measures single steps, with {@link
 * graft.train.StepRunner}.
 */
package graft.train;
