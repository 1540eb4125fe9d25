package graft.device.software;

import static jcuda.jcudnn.JCudnn.cudnnConvolutionBackwardData;
import static jcuda.jcudnn.JCudnn.cudnnConvolutionBackwardFilter;
import static jcuda.jcudnn.JCudnn.cudnnConvolutionForward;
import static jcuda.jcudnn.JCudnn.cudnnGetConvolutionBackwardDataWorkspaceSize;
import static jcuda.jcudnn.JCudnn.cudnnGetConvolutionBackwardFilterWorkspaceSize;
import static jcuda.jcudnn.JCudnn.cudnnGetConvolutionForwardWorkspaceSize;
import static org.assertj.core.api.Assertions.assertThat;

import jcuda.Pointer;
import jcuda.jcudnn.cudnnConvolutionDescriptor;
import jcuda.jcudnn.cudnnFilterDescriptor;
import jcuda.jcudnn.cudnnHandle;
import jcuda.jcudnn.cudnnTensorDescriptor;

/**
 * The three computations of a convolution; each takes two of x, filter and y, and gives the third.
 */
enum DnnDirection {
  /** y of x and filter. */
  FORWARD,
  /** The gradient of x, of filter and that of y. */
  BACKWARD_DATA,
  /** The gradient of the filter, of x and that of y. */
  BACKWARD_FILTER;

  /** Floats of the operand that cuDNN's call takes first. */
  int firstSize(DnnConvolution convolution) {
    return this == BACKWARD_DATA ? convolution.filter().span() : convolution.x().span();
  }

  /** Floats of the other operand. */
  int secondSize(DnnConvolution convolution) {
    return this == FORWARD ? convolution.filter().span() : convolution.y().span();
  }

  /** Floats of the result. */
  int outSize(DnnConvolution convolution) {
    return switch (this) {
      case FORWARD -> convolution.y().span();
      case BACKWARD_DATA -> convolution.x().span();
      case BACKWARD_FILTER -> convolution.filter().span();
    };
  }

  /**
   * With algorithm 1 where it takes the shape (it is the deterministic one backwards), otherwise
   * with 0.
   */
  float[] run(
      cudnnHandle handle,
      DnnConvolution convolution,
      float alpha,
      float[] first,
      float[] second,
      float beta,
      float[] before) {
    boolean dilated = convolution.dilationH() > 1 || convolution.dilationW() > 1;
    return run(handle, dilated ? 0 : 1, convolution, alpha, first, second, beta, before);
  }

  float[] run(
      cudnnHandle handle,
      int algorithm,
      DnnConvolution convolution,
      float alpha,
      float[] first,
      float[] second,
      float beta,
      float[] before) {
    cudnnTensorDescriptor x = convolution.x().descriptor();
    cudnnTensorDescriptor y = convolution.y().descriptor();
    cudnnFilterDescriptor filter = convolution.filterDescriptor();
    cudnnConvolutionDescriptor settings = convolution.descriptor();
    long[] size = new long[1];
    int status =
        switch (this) {
          case FORWARD ->
              cudnnGetConvolutionForwardWorkspaceSize(
                  handle, x, filter, settings, y, algorithm, size);
          case BACKWARD_DATA ->
              cudnnGetConvolutionBackwardDataWorkspaceSize(
                  handle, filter, y, settings, x, algorithm, size);
          case BACKWARD_FILTER ->
              cudnnGetConvolutionBackwardFilterWorkspaceSize(
                  handle, x, y, settings, filter, algorithm, size);
        };
    assertThat(status).as("workspace of %s %s", this, convolution).isZero();
    Pointer one = Pointer.to(new float[] {alpha});
    Pointer other = Pointer.to(new float[] {beta});
    try (DeviceFloats a = DeviceFloats.of(first);
        DeviceFloats b = DeviceFloats.of(second);
        DeviceFloats out = DeviceFloats.of(before);
        DeviceFloats workspace = DeviceFloats.filled((int) (size[0] / 4) + 1, Float.NaN)) {
      status =
          switch (this) {
            case FORWARD ->
                cudnnConvolutionForward(
                    handle,
                    one,
                    x,
                    a.pointer(),
                    filter,
                    b.pointer(),
                    settings,
                    algorithm,
                    workspace.pointer(),
                    size[0],
                    other,
                    y,
                    out.pointer());
            case BACKWARD_DATA ->
                cudnnConvolutionBackwardData(
                    handle,
                    one,
                    filter,
                    a.pointer(),
                    y,
                    b.pointer(),
                    settings,
                    algorithm,
                    workspace.pointer(),
                    size[0],
                    other,
                    x,
                    out.pointer());
            case BACKWARD_FILTER ->
                cudnnConvolutionBackwardFilter(
                    handle,
                    one,
                    x,
                    a.pointer(),
                    y,
                    b.pointer(),
                    settings,
                    algorithm,
                    workspace.pointer(),
                    size[0],
                    other,
                    filter,
                    out.pointer());
          };
      DnnLibrary.destroy(x, y, filter, settings);
      assertThat(status).as("%s %s", this, convolution).isZero();
      return out.read();
    }
  }
}
