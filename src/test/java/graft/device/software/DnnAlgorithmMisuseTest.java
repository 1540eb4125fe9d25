package graft.device.software;

import static jcuda.jcudnn.JCudnn.cudnnGetConvolutionForwardWorkspaceSize;
import static jcuda.jcudnn.cudnnStatus.CUDNN_STATUS_BAD_PARAM;
import static jcuda.jcudnn.cudnnStatus.CUDNN_STATUS_NOT_SUPPORTED;
import static jcuda.jcudnn.cudnnStatus.CUDNN_STATUS_SUCCESS;
import static jcuda.jcudnn.cudnnTensorFormat.CUDNN_TENSOR_NCHW;
import static org.assertj.core.api.Assertions.assertThat;

import graft.device.SoftwareOnly;
import jcuda.Pointer;
import jcuda.jcudnn.cudnnConvolutionBwdDataAlgo;
import jcuda.jcudnn.cudnnConvolutionBwdFilterAlgo;
import jcuda.jcudnn.cudnnConvolutionFwdAlgo;
import org.junit.jupiter.api.Test;

/**
 * Convolution calls with an algorithm that does not take them, or too small a workspace for it, and
 * the status that cuDNN's documentation names for it.
 */
@SoftwareOnly("it tests the software device")
class DnnAlgorithmMisuseTest extends DnnConvolutionCalls {
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
