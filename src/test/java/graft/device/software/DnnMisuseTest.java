package graft.device.software;

import static jcuda.jcudnn.JCudnn.cudnnCreateFilterDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnSetConvolution2dDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnSetFilter4dDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnSetTensor4dDescriptorEx;
import static jcuda.jcudnn.cudnnDataType.CUDNN_DATA_DOUBLE;
import static jcuda.jcudnn.cudnnStatus.CUDNN_STATUS_BAD_PARAM;
import static jcuda.jcudnn.cudnnStatus.CUDNN_STATUS_NOT_SUPPORTED;
import static jcuda.jcudnn.cudnnStatus.CUDNN_STATUS_SUCCESS;
import static jcuda.jcudnn.cudnnTensorFormat.CUDNN_TENSOR_NHWC;
import static org.assertj.core.api.Assertions.assertThat;

import graft.device.SoftwareOnly;
import jcuda.Pointer;
import jcuda.jcudnn.cudnnConvolutionDescriptor;
import jcuda.jcudnn.cudnnFilterDescriptor;
import jcuda.jcudnn.cudnnHandle;
import jcuda.jcudnn.cudnnTensorDescriptor;
import org.junit.jupiter.api.Test;

/**
 * Convolution calls with one wrong handle, descriptor, pointer or extent each, and the status that
 * cuDNN's documentation names for it.
 */
@SoftwareOnly("it tests the software device")
class DnnMisuseTest extends DnnConvolutionCalls {
  @Test
  void correctCallsSucceed() {
    assertAll(CUDNN_STATUS_SUCCESS);
  }

  @Test
  void nullHandle() {
    handle = new cudnnHandle();
    assertAll(CUDNN_STATUS_BAD_PARAM);
  }

  @Test
  void nullOrUnsetDescriptors() {
    x = new cudnnTensorDescriptor();
    assertAll(CUDNN_STATUS_BAD_PARAM);
    jcuda.jcudnn.JCudnn.cudnnCreateTensorDescriptor(x);
    assertAll(CUDNN_STATUS_BAD_PARAM);
    correctArguments();
    filter = new cudnnFilterDescriptor();
    assertAll(CUDNN_STATUS_BAD_PARAM);
    correctArguments();
    settings = new cudnnConvolutionDescriptor();
    assertAll(CUDNN_STATUS_BAD_PARAM);
  }

  /** Such a descriptor holds a part of what was refused. */
  @Test
  void descriptorsWhoseSetWasRefused() {
    assertThat(cudnnSetTensor4dDescriptorEx(x, 0, 2, 4, 60, 0, 864, 1, 24, 4))
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertAll(CUDNN_STATUS_BAD_PARAM);
    correctArguments();
    assertThat(cudnnSetFilter4dDescriptor(filter, 0, CUDNN_TENSOR_NHWC, 8, 4, 3, 0))
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertAll(CUDNN_STATUS_SUCCESS);
    filter = new cudnnFilterDescriptor();
    assertThat(cudnnCreateFilterDescriptor(filter)).isZero();
    assertThat(cudnnSetFilter4dDescriptor(filter, 0, CUDNN_TENSOR_NHWC, 8, 4, 3, 0))
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertAll(CUDNN_STATUS_BAD_PARAM);
    correctArguments();
    assertThat(cudnnSetConvolution2dDescriptor(settings, 1, 1, 0, 1, 1, 1, 1, 0))
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertAll(CUDNN_STATUS_BAD_PARAM);
  }

  @Test
  void nullPointers() {
    xData = new Pointer();
    assertAll(CUDNN_STATUS_BAD_PARAM);
    correctArguments();
    filterData = new Pointer();
    assertAll(CUDNN_STATUS_BAD_PARAM);
    correctArguments();
    yData = new Pointer();
    assertAll(CUDNN_STATUS_BAD_PARAM);
    correctArguments();
    alpha = new Pointer();
    assertAll(CUDNN_STATUS_BAD_PARAM);
    alpha = ONE;
    beta = new Pointer();
    assertAll(CUDNN_STATUS_BAD_PARAM);
  }

  @Test
  void channelsThatDoNotMatch() {
    filter = DnnTensors.filter(CUDNN_TENSOR_NHWC, 8, 3, 3, 3);
    assertAll(CUDNN_STATUS_BAD_PARAM);
    filter = DnnTensors.filter(CUDNN_TENSOR_NHWC, 7, 4, 3, 3);
    assertAll(CUDNN_STATUS_BAD_PARAM);
  }

  @Test
  void batchesThatDoNotMatch() {
    y = DnnTensors.tensor(CUDNN_TENSOR_NHWC, 1, 8, 6, 6);
    assertAll(CUDNN_STATUS_BAD_PARAM);
  }

  @Test
  void outputOfAnotherSize() {
    y = DnnTensors.tensor(CUDNN_TENSOR_NHWC, 2, 8, 6, 5);
    assertAll(CUDNN_STATUS_NOT_SUPPORTED, CUDNN_STATUS_BAD_PARAM, CUDNN_STATUS_BAD_PARAM);
  }

  @Test
  void filterLargerThanThePaddedInput() {
    filter = DnnTensors.filter(CUDNN_TENSOR_NHWC, 8, 4, 9, 3);
    assertAll(CUDNN_STATUS_BAD_PARAM);
  }

  @Test
  void typesThatDoNotMatch() {
    x = DnnTensors.tensor(CUDNN_TENSOR_NHWC, CUDNN_DATA_DOUBLE, 2, 4, 6, 6);
    assertAll(CUDNN_STATUS_BAD_PARAM);
  }

  @Test
  void negativeStrides() {
    x = new DnnTensors.Layout(2, 4, 6, 6, 144, 1, 24, -4).descriptor();
    assertAll(CUDNN_STATUS_NOT_SUPPORTED);
  }

  @Test
  void channelsThatTheGroupsDoNotDivide() {
    settings = DnnConvolution.same3x3(2, 4, 6, 6, 8).descriptor();
    jcuda.jcudnn.JCudnn.cudnnSetConvolutionGroupCount(settings, 2);
    filter = DnnTensors.filter(CUDNN_TENSOR_NHWC, 7, 2, 3, 3);
    y = DnnTensors.tensor(CUDNN_TENSOR_NHWC, 2, 7, 6, 6);
    assertAll(CUDNN_STATUS_BAD_PARAM, CUDNN_STATUS_NOT_SUPPORTED, CUDNN_STATUS_BAD_PARAM);
  }
}
