package graft.device.software;

import static jcuda.jcudnn.JCudnn.cudnnCreateActivationDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnCreateFilterDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnCreatePoolingDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnDestroyActivationDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnDestroyConvolutionDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnDestroyPoolingDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnGetActivationDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnGetConvolution2dDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnGetConvolution2dForwardOutputDim;
import static jcuda.jcudnn.JCudnn.cudnnGetConvolutionMathType;
import static jcuda.jcudnn.JCudnn.cudnnGetPooling2dDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnGetPooling2dForwardOutputDim;
import static jcuda.jcudnn.JCudnn.cudnnSetActivationDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnSetConvolution2dDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnSetConvolutionGroupCount;
import static jcuda.jcudnn.JCudnn.cudnnSetConvolutionMathType;
import static jcuda.jcudnn.JCudnn.cudnnSetPooling2dDescriptor;
import static jcuda.jcudnn.cudnnDataType.CUDNN_DATA_FLOAT;
import static jcuda.jcudnn.cudnnStatus.CUDNN_STATUS_BAD_PARAM;
import static jcuda.jcudnn.cudnnStatus.CUDNN_STATUS_SUCCESS;
import static jcuda.jcudnn.cudnnTensorFormat.CUDNN_TENSOR_NHWC;
import static org.assertj.core.api.Assertions.assertThat;

import graft.device.SoftwareOnly;
import jcuda.jcudnn.cudnnActivationDescriptor;
import jcuda.jcudnn.cudnnActivationMode;
import jcuda.jcudnn.cudnnConvolutionDescriptor;
import jcuda.jcudnn.cudnnConvolutionMode;
import jcuda.jcudnn.cudnnFilterDescriptor;
import jcuda.jcudnn.cudnnMathType;
import jcuda.jcudnn.cudnnNanPropagation;
import jcuda.jcudnn.cudnnPoolingDescriptor;
import jcuda.jcudnn.cudnnPoolingMode;
import jcuda.jcudnn.cudnnTensorDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Convolution, pooling and activation descriptors; the statuses are those that cuDNN 8.6 was seen
 * to answer.
 */
@SoftwareOnly("it tests the software device")
class DnnOperationDescriptorTest {
  @RegisterExtension static final DnnLibrary dnn = new DnnLibrary();

  private static final int UNKNOWN = 77;

  @Test
  void convolutionDescriptors() {
    cudnnConvolutionDescriptor convolution = DnnConvolution.same3x3(1, 1, 4, 4, 1).descriptor();
    int[][] out = new int[8][1];
    assertThat(
            setConvolution(convolution, 1, 2, 3, 4, 5, 6, cudnnConvolutionMode.CUDNN_CONVOLUTION))
        .isZero();
    assertThat(
            cudnnGetConvolution2dDescriptor(
                convolution, out[0], out[1], out[2], out[3], out[4], out[5], out[6], out[7]))
        .isZero();
    for (int i = 0; i < 6; i++) {
      assertThat(out[i][0]).isEqualTo(i + 1);
    }
    int mode = cudnnConvolutionMode.CUDNN_CROSS_CORRELATION;
    assertThat(setConvolution(convolution, -1, 0, 1, 1, 1, 1, mode))
        .as("padding")
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertThat(setConvolution(convolution, 0, 0, 0, 1, 1, 1, mode))
        .as("stride")
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertThat(setConvolution(convolution, 0, 0, 1, 1, 1, 0, mode))
        .as("dilation")
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertThat(setConvolution(convolution, 0, 0, 1, 1, 1, 1, UNKNOWN))
        .as("mode")
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertThat(cudnnSetConvolution2dDescriptor(convolution, 0, 0, 1, 1, 1, 1, mode, UNKNOWN))
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertThat(cudnnSetConvolutionGroupCount(convolution, 0)).isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertThat(cudnnSetConvolutionMathType(convolution, UNKNOWN)).isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertThat(cudnnSetConvolutionMathType(convolution, cudnnMathType.CUDNN_FMA_MATH)).isZero();
    assertThat(cudnnGetConvolutionMathType(convolution, out[0])).isZero();
    assertThat(out[0][0]).isEqualTo(cudnnMathType.CUDNN_FMA_MATH);
    assertThat(cudnnDestroyConvolutionDescriptor(convolution)).isZero();
    assertThat(setConvolution(convolution, 0, 0, 1, 1, 1, 1, mode))
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
  }

  private static int setConvolution(
      cudnnConvolutionDescriptor to, int ph, int pw, int sh, int sw, int dh, int dw, int mode) {
    return cudnnSetConvolution2dDescriptor(to, ph, pw, sh, sw, dh, dw, mode, CUDNN_DATA_FLOAT);
  }

  @Test
  void convolutionOutputSizes() {
    cudnnConvolutionDescriptor convolution = DnnConvolution.same3x3(1, 1, 4, 4, 1).descriptor();
    int mode = cudnnConvolutionMode.CUDNN_CROSS_CORRELATION;
    setConvolution(convolution, 1, 0, 2, 3, 1, 2, mode);
    cudnnTensorDescriptor input = DnnTensors.tensor(CUDNN_TENSOR_NHWC, 2, 3, 10, 12);
    // (10 + 2 - 3) / 2 + 1 rounds down to 5; (12 - 5) / 3 + 1 to 3
    assertOutput(
        convolution,
        input,
        DnnTensors.filter(CUDNN_TENSOR_NHWC, 8, 3, 3, 3),
        CUDNN_STATUS_SUCCESS,
        2,
        8,
        5,
        3);
    assertOutput(
        convolution,
        input,
        DnnTensors.filter(CUDNN_TENSOR_NHWC, 8, 4, 3, 3),
        CUDNN_STATUS_BAD_PARAM,
        0,
        0,
        0,
        0);
    assertOutput(
        convolution,
        input,
        DnnTensors.filter(CUDNN_TENSOR_NHWC, 8, 3, 13, 3),
        CUDNN_STATUS_BAD_PARAM,
        2,
        8,
        0,
        0);
    cudnnFilterDescriptor unset = new cudnnFilterDescriptor();
    cudnnCreateFilterDescriptor(unset);
    assertOutput(convolution, input, unset, CUDNN_STATUS_BAD_PARAM, 0, 0, 0, 0);
    cudnnSetConvolutionGroupCount(convolution, 3);
    assertOutput(
        convolution,
        input,
        DnnTensors.filter(CUDNN_TENSOR_NHWC, 8, 1, 3, 3),
        CUDNN_STATUS_SUCCESS,
        2,
        8,
        5,
        3);
  }

  private static void assertOutput(
      cudnnConvolutionDescriptor convolution,
      cudnnTensorDescriptor input,
      cudnnFilterDescriptor filter,
      int status,
      int... dims) {
    int[][] out = {{-1}, {-1}, {-1}, {-1}};
    assertThat(
            cudnnGetConvolution2dForwardOutputDim(
                convolution, input, filter, out[0], out[1], out[2], out[3]))
        .isEqualTo(status);
    assertThat(new int[] {out[0][0], out[1][0], out[2][0], out[3][0]}).containsExactly(dims);
  }

  @Test
  void poolingDescriptors() {
    cudnnPoolingDescriptor pooling = new cudnnPoolingDescriptor();
    assertThat(cudnnCreatePoolingDescriptor(pooling)).isZero();
    assertThat(setPooling(pooling, cudnnPoolingMode.CUDNN_POOLING_MAX, 2, 3, 0, 1, 2, 1)).isZero();
    int[][] out = new int[8][1];
    assertThat(
            cudnnGetPooling2dDescriptor(
                pooling, out[0], out[1], out[2], out[3], out[4], out[5], out[6], out[7]))
        .isZero();
    assertThat(new int[] {out[2][0], out[3][0], out[4][0], out[5][0], out[6][0], out[7][0]})
        .containsExactly(2, 3, 0, 1, 2, 1);
    assertThat(setPooling(pooling, cudnnPoolingMode.CUDNN_POOLING_MAX, 0, 2, 0, 0, 2, 2))
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertThat(setPooling(pooling, cudnnPoolingMode.CUDNN_POOLING_MAX, 2, 2, 0, 0, 2, 0))
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertThat(setPooling(pooling, UNKNOWN, 2, 2, 0, 0, 2, 2)).isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertThat(cudnnSetPooling2dDescriptor(pooling, 0, UNKNOWN, 2, 2, 0, 0, 2, 2))
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertThat(setPooling(pooling, cudnnPoolingMode.CUDNN_POOLING_MAX, 2, 2, -1, 5, 2, 2))
        .as("padding is not checked")
        .isEqualTo(CUDNN_STATUS_SUCCESS);

    cudnnTensorDescriptor input = DnnTensors.tensor(CUDNN_TENSOR_NHWC, 4, 8, 7, 6);
    setPooling(pooling, cudnnPoolingMode.CUDNN_POOLING_MAX, 2, 2, 0, 0, 2, 2);
    assertPooled(pooling, input, CUDNN_STATUS_SUCCESS, 4, 8, 3, 3);
    setPooling(pooling, cudnnPoolingMode.CUDNN_POOLING_MAX, 8, 2, 0, 0, 2, 2);
    assertPooled(pooling, input, CUDNN_STATUS_BAD_PARAM, 4, 8, 0, 0);
    assertThat(cudnnDestroyPoolingDescriptor(pooling)).isZero();
    assertThat(cudnnDestroyPoolingDescriptor(pooling)).isEqualTo(CUDNN_STATUS_BAD_PARAM);
  }

  private static int setPooling(
      cudnnPoolingDescriptor to, int mode, int wh, int ww, int ph, int pw, int sh, int sw) {
    return cudnnSetPooling2dDescriptor(
        to, mode, cudnnNanPropagation.CUDNN_NOT_PROPAGATE_NAN, wh, ww, ph, pw, sh, sw);
  }

  private static void assertPooled(
      cudnnPoolingDescriptor pooling, cudnnTensorDescriptor input, int status, int... dims) {
    int[][] out = {{-1}, {-1}, {-1}, {-1}};
    assertThat(cudnnGetPooling2dForwardOutputDim(pooling, input, out[0], out[1], out[2], out[3]))
        .isEqualTo(status);
    assertThat(new int[] {out[0][0], out[1][0], out[2][0], out[3][0]}).containsExactly(dims);
  }

  @Test
  void activationDescriptors() {
    cudnnActivationDescriptor activation = new cudnnActivationDescriptor();
    assertThat(cudnnCreateActivationDescriptor(activation)).isZero();
    assertThat(
            cudnnSetActivationDescriptor(
                activation, cudnnActivationMode.CUDNN_ACTIVATION_ELU, 1, 0.5))
        .isZero();
    int[] mode = new int[1];
    int[] nan = new int[1];
    double[] coefficient = new double[1];
    assertThat(cudnnGetActivationDescriptor(activation, mode, nan, coefficient)).isZero();
    assertThat(mode[0]).isEqualTo(cudnnActivationMode.CUDNN_ACTIVATION_ELU);
    assertThat(nan[0]).isEqualTo(1);
    assertThat(coefficient[0]).isEqualTo(0.5);
    assertThat(cudnnSetActivationDescriptor(activation, UNKNOWN, 0, 0))
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertThat(cudnnSetActivationDescriptor(activation, 0, UNKNOWN, 0))
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertThat(cudnnDestroyActivationDescriptor(activation)).isZero();
    assertThat(cudnnDestroyActivationDescriptor(activation)).isEqualTo(CUDNN_STATUS_BAD_PARAM);
  }
}
