package graft.device;

import graft.platform.DriverVersion;
import jcuda.jcudnn.JCudnn;
import jcuda.jcudnn.cudnnHandle;
import jcuda.runtime.cudaStream_t;

/** Plans of cuDNN's operations on NHWC float32 tensors. A plan serves one shape, many times. */
public final class Dnn {
  private final Context context;
  private final Ownership ownership;
  private final Scalars scalars;
  private final DeviceOptions options;
  private final DeviceDescription device;
  private final boolean software;
  private final cudnnHandle handle = new cudnnHandle();

  Dnn(
      Context context,
      Ownership ownership,
      Scalars scalars,
      DeviceOptions options,
      DeviceDescription device,
      boolean software) {
    this.context = context;
    this.ownership = ownership;
    this.scalars = scalars;
    this.options = options;
    this.device = device;
    this.software = software;
    context.check(Api.CUDNN, "cudnnCreate", JCudnn.cudnnCreate(handle), "the device");
    int status = JCudnn.cudnnSetStream(handle, new cudaStream_t(context.stream()));
    if (status != 0) {
      close();
      context.check(Api.CUDNN, "cudnnSetStream", status, "the device's stream");
    }
  }

  /** The version of CUDA that the loaded cuDNN was built for, such as "12.6". */
  public String cuda() {
    return DriverVersion.text(Math.toIntExact(JCudnn.cudnnGetCudartVersion()));
  }

  /**
   * Chooses algorithms for the three directions, among those that the device's options admit.
   *
   * @throws CudaException if cuDNN refuses the shape, or the options every algorithm
   */
  public Convolution planConvolution(ConvolutionShape shape) {
    return planConvolution(shape, options.algorithms());
  }

  /** By another policy than the device's. */
  Convolution planConvolution(ConvolutionShape shape, AlgorithmPolicy policy) {
    context.enter();
    try {
      return new Convolution(
          context,
          ownership,
          scalars,
          handle,
          shape,
          options.withAlgorithms(policy.on(device.properties(), software)),
          device.line(),
          software);
    } finally {
      context.leave();
    }
  }

  /**
   * Sums over pixels.
   *
   * @param channels K of dy [batch, height, width, K]
   */
  public BiasGradient planBiasGradient(int batch, int height, int width, int channels) {
    context.enter();
    try {
      return new BiasGradient(context, ownership, scalars, handle, batch, height, width, channels);
    } finally {
      context.leave();
    }
  }

  /** Maximum pooling. */
  public Pooling planPooling(PoolingShape shape) {
    context.enter();
    try {
      return new Pooling(context, ownership, scalars, handle, shape);
    } finally {
      context.leave();
    }
  }

  void close() {
    int status = JCudnn.cudnnDestroy(handle);
    if (status != 0) {
      context.warn("cudnnDestroy", Api.CUDNN, status);
    }
  }
}
