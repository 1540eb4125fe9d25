package graft.device.software;

import static jcuda.jcudnn.JCudnn.cudnnConvolutionBackwardData;
import static jcuda.jcudnn.JCudnn.cudnnConvolutionBackwardFilter;
import static jcuda.jcudnn.JCudnn.cudnnConvolutionForward;
import static jcuda.jcudnn.JCudnn.cudnnCreateFilterDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnGetConvolutionForwardWorkspaceSize;
import static jcuda.jcudnn.JCudnn.cudnnSetConvolution2dDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnSetFilter4dDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnSetTensor4dDescriptorEx;
import static jcuda.jcudnn.cudnnDataType.CUDNN_DATA_DOUBLE;
import static jcuda.jcudnn.cudnnStatus.CUDNN_STATUS_BAD_PARAM;
import static jcuda.jcudnn.cudnnStatus.CUDNN_STATUS_NOT_SUPPORTED;
import static jcuda.jcudnn.cudnnStatus.CUDNN_STATUS_SUCCESS;
import static jcuda.jcudnn.cudnnTensorFormat.CUDNN_TENSOR_NCHW;
import static jcuda.jcudnn.cudnnTensorFormat.CUDNN_TENSOR_NHWC;
import static org.assertj.core.api.Assertions.assertThat;

import graft.device.SoftwareOnly;
import jcuda.Pointer;
import jcuda.jcudnn.cudnnConvolutionBwdDataAlgo;
import jcuda.jcudnn.cudnnConvolutionBwdFilterAlgo;
import jcuda.jcudnn.cudnnConvolutionDescriptor;
import jcuda.jcudnn.cudnnConvolutionFwdAlgo;
import jcuda.jcudnn.cudnnFilterDescriptor;
import jcuda.jcudnn.cudnnHandle;
import jcuda.jcudnn.cudnnTensorDescriptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Convolution calls with one thing wrong each, and the status that cuDNN's documentation names for
 * it.
 */
@SoftwareOnly("it tests the software device")
class DnnMisuseTest {
  @RegisterExtension static final DnnLibrary dnn = new DnnLibrary();

  private static final Pointer ONE = Pointer.to(new float[] {1});
  private static final Pointer ZERO = Pointer.to(new float[] {0});
  private static final int PRECOMPUTED =
      cudnnConvolutionFwdAlgo.CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_PRECOMP_GEMM;

  /** A correct call's arguments; a test spoils one. */
  private cudnnHandle handle;

  private Pointer alpha = ONE;
  private Pointer beta = ZERO;
  private cudnnTensorDescriptor x;
  private cudnnFilterDescriptor filter;
  private cudnnConvolutionDescriptor settings;
  private cudnnTensorDescriptor y;
  private int algorithm = PRECOMPUTED;
  private DeviceFloats memory;
  private Pointer xData;
  private Pointer filterData;
  private Pointer yData;
  private Pointer workspace;
  private long workspaceSize = 64 * 1024;

  @BeforeEach
  void correctArguments() {
    handle = dnn.handle();
    x = DnnTensors.tensor(CUDNN_TENSOR_NHWC, 2, 4, 6, 6);
    filter = DnnTensors.filter(CUDNN_TENSOR_NHWC, 8, 4, 3, 3);
    y = DnnTensors.tensor(CUDNN_TENSOR_NHWC, 2, 8, 6, 6);
    settings = DnnConvolution.same3x3(2, 4, 6, 6, 8).descriptor();
    memory = DeviceFloats.filled(64 * 1024, 0);
    xData = memory.pointerTo(0);
    filterData = memory.pointerTo(2048);
    yData = memory.pointerTo(4096);
    workspace = memory.pointerTo(32 * 1024);
  }

  @AfterEach
  void free() {
    memory.close();
  }

  private int forward() {
    return cudnnConvolutionForward(
        handle,
        alpha,
        x,
        xData,
        filter,
        filterData,
        settings,
        algorithm,
        workspace,
        workspaceSize,
        beta,
        y,
        yData);
  }

  private int backwardData() {
    return cudnnConvolutionBackwardData(
        handle,
        alpha,
        filter,
        filterData,
        y,
        yData,
        settings,
        algorithm,
        workspace,
        workspaceSize,
        beta,
        x,
        xData);
  }

  private int backwardFilter() {
    return cudnnConvolutionBackwardFilter(
        handle,
        alpha,
        x,
        xData,
        y,
        yData,
        settings,
        algorithm,
        workspace,
        workspaceSize,
        beta,
        filter,
        filterData);
  }

  private void assertAll(int forward, int backwardData, int backwardFilter) {
    assertThat(forward()).as("forward").isEqualTo(forward);
    assertThat(backwardData()).as("backward data").isEqualTo(backwardData);
    assertThat(backwardFilter()).as("backward filter").isEqualTo(backwardFilter);
  }

  private void assertAll(int status) {
    assertAll(status, status, status);
  }

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

  @Test
  void workspaceTooSmallOrMissing() {
    long[] needed = new long[1];
    assertThat(
            cudnnGetConvolutionForwardWorkspaceSize(
                handle, x, filter, settings, y, algorithm, needed))
        .isZero();
    assertThat(needed[0]).as("workspace of the precomputed algorithm").isPositive();
    workspaceSize = needed[0] - 1;
    assertAll(CUDNN_STATUS_BAD_PARAM);
    workspaceSize = 0;
    assertAll(CUDNN_STATUS_BAD_PARAM);
    workspaceSize = 64 * 1024;
    workspace = new Pointer();
    assertAll(CUDNN_STATUS_BAD_PARAM);
    algorithm = cudnnConvolutionFwdAlgo.CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_GEMM;
    assertThat(forward()).as("needs none").isEqualTo(CUDNN_STATUS_SUCCESS);
  }

  @Test
  void algorithmsThatDoNotExist() {
    algorithm = -1;
    assertAll(CUDNN_STATUS_BAD_PARAM);
    algorithm = 8;
    assertAll(CUDNN_STATUS_BAD_PARAM);
  }

  @Test
  void algorithmsThatDoNotTakeNhwc() {
    for (int refused : new int[] {2, 3, 4, 5, 6, 7}) {
      algorithm = refused;
      assertThat(forward())
          .as("forward algorithm %d", refused)
          .isEqualTo(CUDNN_STATUS_NOT_SUPPORTED);
    }
    for (int refused = 2;
        refused < cudnnConvolutionBwdDataAlgo.CUDNN_CONVOLUTION_BWD_DATA_ALGO_COUNT;
        refused++) {
      algorithm = refused;
      assertThat(backwardData())
          .as("data algorithm %d", refused)
          .isEqualTo(CUDNN_STATUS_NOT_SUPPORTED);
    }
    for (int refused = 2;
        refused < cudnnConvolutionBwdFilterAlgo.CUDNN_CONVOLUTION_BWD_FILTER_ALGO_COUNT;
        refused++) {
      algorithm = refused;
      assertThat(backwardFilter())
          .as("filter algorithm %d", refused)
          .isEqualTo(CUDNN_STATUS_NOT_SUPPORTED);
    }
  }

  /** An NHWC filter wants NHWC tensors; NCHW output is allowed forward only. */
  @Test
  void layoutsThatDoNotBelongTogether() {
    y = DnnTensors.tensor(CUDNN_TENSOR_NCHW, 2, 8, 6, 6);
    assertAll(CUDNN_STATUS_SUCCESS, CUDNN_STATUS_NOT_SUPPORTED, CUDNN_STATUS_NOT_SUPPORTED);
    correctArguments();
    x = DnnTensors.tensor(CUDNN_TENSOR_NCHW, 2, 4, 6, 6);
    assertAll(CUDNN_STATUS_NOT_SUPPORTED);
    correctArguments();
    filter = DnnTensors.filter(CUDNN_TENSOR_NCHW, 8, 4, 3, 3);
    assertAll(CUDNN_STATUS_SUCCESS, CUDNN_STATUS_NOT_SUPPORTED, CUDNN_STATUS_NOT_SUPPORTED);
  }
}
