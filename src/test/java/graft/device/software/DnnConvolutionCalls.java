package graft.device.software;

import static jcuda.jcudnn.JCudnn.cudnnConvolutionBackwardData;
import static jcuda.jcudnn.JCudnn.cudnnConvolutionBackwardFilter;
import static jcuda.jcudnn.JCudnn.cudnnConvolutionForward;
import static jcuda.jcudnn.cudnnTensorFormat.CUDNN_TENSOR_NHWC;
import static org.assertj.core.api.Assertions.assertThat;

import jcuda.Pointer;
import jcuda.jcudnn.cudnnConvolutionDescriptor;
import jcuda.jcudnn.cudnnConvolutionFwdAlgo;
import jcuda.jcudnn.cudnnFilterDescriptor;
import jcuda.jcudnn.cudnnHandle;
import jcuda.jcudnn.cudnnTensorDescriptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The three convolution calls with correct arguments, of which a test spoils one. */
abstract class DnnConvolutionCalls {
  @RegisterExtension static final DnnLibrary dnn = new DnnLibrary();

  static final Pointer ONE = Pointer.to(new float[] {1});
  static final Pointer ZERO = Pointer.to(new float[] {0});
  static final int PRECOMPUTED =
      cudnnConvolutionFwdAlgo.CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_PRECOMP_GEMM;

  cudnnHandle handle;

  Pointer alpha = ONE;
  Pointer beta = ZERO;
  cudnnTensorDescriptor x;
  cudnnFilterDescriptor filter;
  cudnnConvolutionDescriptor settings;
  cudnnTensorDescriptor y;
  int algorithm = PRECOMPUTED;
  DeviceFloats memory;
  Pointer xData;
  Pointer filterData;
  Pointer yData;
  Pointer workspace;
  long workspaceSize = 64 * 1024;

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

  int forward() {
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

  int backwardData() {
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

  int backwardFilter() {
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

  void assertAll(int forward, int backwardData, int backwardFilter) {
    assertThat(forward()).as("forward").isEqualTo(forward);
    assertThat(backwardData()).as("backward data").isEqualTo(backwardData);
    assertThat(backwardFilter()).as("backward filter").isEqualTo(backwardFilter);
  }

  void assertAll(int status) {
    assertAll(status, status, status);
  }
}
