package graft.device;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import jcuda.jcudnn.JCudnn;
import jcuda.jcudnn.cudnnActivationDescriptor;
import jcuda.jcudnn.cudnnActivationMode;
import jcuda.jcudnn.cudnnConvolutionDescriptor;
import jcuda.jcudnn.cudnnConvolutionMode;
import jcuda.jcudnn.cudnnDataType;
import jcuda.jcudnn.cudnnFilterDescriptor;
import jcuda.jcudnn.cudnnNanPropagation;
import jcuda.jcudnn.cudnnPoolingDescriptor;
import jcuda.jcudnn.cudnnPoolingMode;
import jcuda.jcudnn.cudnnTensorDescriptor;
import jcuda.jcudnn.cudnnTensorFormat;

/** The cuDNN descriptors of one plan: all float32, NHWC; destroyed together. */
final class Descriptors {
  private static final int FLOAT = cudnnDataType.CUDNN_DATA_FLOAT;
  private static final int NHWC = cudnnTensorFormat.CUDNN_TENSOR_NHWC;

  private record Destruction(String call, IntSupplier run) {}

  private final Context context;
  private final String owner;
  private final List<Destruction> destructions = new ArrayList<>();

  /**
   * @param owner shapes, for messages
   */
  Descriptors(Context context, String owner) {
    this.context = context;
    this.owner = owner;
  }

  private void created(int status, String kind, IntSupplier destroy) {
    context.check(Api.CUDNN, "cudnnCreate" + kind + "Descriptor", status, owner);
    destructions.add(new Destruction("cudnnDestroy" + kind + "Descriptor", destroy));
  }

  private void check(String call, int status, String what) {
    context.check(Api.CUDNN, call, status, what + " of " + owner);
  }

  /** [n, h, w, c]. */
  cudnnTensorDescriptor tensor(String role, int n, int h, int w, int c) {
    var made = new cudnnTensorDescriptor();
    created(
        JCudnn.cudnnCreateTensorDescriptor(made),
        "Tensor",
        () -> JCudnn.cudnnDestroyTensorDescriptor(made));
    int status = JCudnn.cudnnSetTensor4dDescriptor(made, NHWC, FLOAT, n, c, h, w);
    check("cudnnSetTensor4dDescriptor", status, role);
    return made;
  }

  /** [k, r, s, c]. */
  cudnnFilterDescriptor filter(int k, int r, int s, int c) {
    var made = new cudnnFilterDescriptor();
    created(
        JCudnn.cudnnCreateFilterDescriptor(made),
        "Filter",
        () -> JCudnn.cudnnDestroyFilterDescriptor(made));
    int status = JCudnn.cudnnSetFilter4dDescriptor(made, FLOAT, NHWC, k, c, r, s);
    check("cudnnSetFilter4dDescriptor", status, "w");
    return made;
  }

  /** Cross-correlation, as networks mean by convolution. */
  cudnnConvolutionDescriptor convolution(ConvolutionShape shape, int mathType) {
    var made = new cudnnConvolutionDescriptor();
    created(
        JCudnn.cudnnCreateConvolutionDescriptor(made),
        "Convolution",
        () -> JCudnn.cudnnDestroyConvolutionDescriptor(made));
    int status =
        JCudnn.cudnnSetConvolution2dDescriptor(
            made,
            shape.padHeight(),
            shape.padWidth(),
            shape.strideHeight(),
            shape.strideWidth(),
            1,
            1,
            cudnnConvolutionMode.CUDNN_CROSS_CORRELATION,
            FLOAT);
    check("cudnnSetConvolution2dDescriptor", status, "the convolution");
    setMathType(made, mathType);
    return made;
  }

  void setMathType(cudnnConvolutionDescriptor convolution, int mathType) {
    int status = JCudnn.cudnnSetConvolutionMathType(convolution, mathType);
    check("cudnnSetConvolutionMathType", status, "math type " + mathType);
  }

  /** Maximum, repeatable to the bit; NaN is never the maximum, TensorFlow's default too. */
  cudnnPoolingDescriptor maxPooling(PoolingShape shape) {
    var made = new cudnnPoolingDescriptor();
    created(
        JCudnn.cudnnCreatePoolingDescriptor(made),
        "Pooling",
        () -> JCudnn.cudnnDestroyPoolingDescriptor(made));
    int status =
        JCudnn.cudnnSetPooling2dDescriptor(
            made,
            cudnnPoolingMode.CUDNN_POOLING_MAX_DETERMINISTIC,
            cudnnNanPropagation.CUDNN_NOT_PROPAGATE_NAN,
            shape.windowHeight(),
            shape.windowWidth(),
            shape.padHeight(),
            shape.padWidth(),
            shape.strideHeight(),
            shape.strideWidth());
    check("cudnnSetPooling2dDescriptor", status, "the pooling");
    return made;
  }

  /** For cudnnConvolutionBiasActivationForward alone, which demands NOT_PROPAGATE_NAN. */
  cudnnActivationDescriptor identity() {
    var made = new cudnnActivationDescriptor();
    created(
        JCudnn.cudnnCreateActivationDescriptor(made),
        "Activation",
        () -> JCudnn.cudnnDestroyActivationDescriptor(made));
    int status =
        JCudnn.cudnnSetActivationDescriptor(
            made,
            cudnnActivationMode.CUDNN_ACTIVATION_IDENTITY,
            cudnnNanPropagation.CUDNN_NOT_PROPAGATE_NAN,
            0);
    check("cudnnSetActivationDescriptor", status, "the identity");
    return made;
  }

  void destroy() {
    for (int i = destructions.size() - 1; i >= 0; i--) {
      Destruction destruction = destructions.get(i);
      int status = destruction.run().getAsInt();
      if (status != 0) {
        context.warn(destruction.call(), Api.CUDNN, status);
      }
    }
    destructions.clear();
  }
}
