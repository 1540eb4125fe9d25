/**
 * A CUDA device to compute on: a session with its memory, its one stream, graphs, kernels, cuBLAS
 * and cuDNN. With {@link graft.platform} the only room that sees JCuda; every status that CUDA
 * returns is checked here and becomes a {@link graft.device.CudaException} that names the call.
 *
 * <p>Begin with {@link graft.device.Device}: what it opens, and what it hands out. {@code
 * DeviceTrial} tries a GPU before, in a process of its own. {@code Context} is where calls begin
 * and end (one thread at a time: {@code Turn}), {@code Ownership} knows what must be closed, {@link
 * graft.device.Convolution} shows what a planned operation of cuDNN looks like, and {@code
 * ConvolutionQueries} and {@code AlgorithmChoice} how its algorithms are found.
 *
 * <p>Depends on {@code graft.platform}, {@code graft.fetch} and the shapes of {@code graft.tensor},
 * and knows nothing of layers or networks.
 */
package graft.device;
