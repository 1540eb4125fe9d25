package graft.device.software;

import static jcuda.jcudnn.JCudnn.cudnnGetConvolutionBackwardDataAlgorithmMaxCount;
import static jcuda.jcudnn.JCudnn.cudnnGetConvolutionBackwardDataAlgorithm_v7;
import static jcuda.jcudnn.JCudnn.cudnnGetConvolutionBackwardDataWorkspaceSize;
import static jcuda.jcudnn.JCudnn.cudnnGetConvolutionBackwardFilterAlgorithmMaxCount;
import static jcuda.jcudnn.JCudnn.cudnnGetConvolutionBackwardFilterAlgorithm_v7;
import static jcuda.jcudnn.JCudnn.cudnnGetConvolutionBackwardFilterWorkspaceSize;
import static jcuda.jcudnn.JCudnn.cudnnGetConvolutionForwardAlgorithmMaxCount;
import static jcuda.jcudnn.JCudnn.cudnnGetConvolutionForwardAlgorithm_v7;
import static jcuda.jcudnn.JCudnn.cudnnGetConvolutionForwardWorkspaceSize;
import static jcuda.jcudnn.JCudnn.cudnnSetConvolution2dDescriptor;
import static jcuda.jcudnn.cudnnStatus.CUDNN_STATUS_BAD_PARAM;
import static jcuda.jcudnn.cudnnStatus.CUDNN_STATUS_NOT_SUPPORTED;
import static jcuda.jcudnn.cudnnStatus.CUDNN_STATUS_SUCCESS;
import static jcuda.jcudnn.cudnnTensorFormat.CUDNN_TENSOR_NCHW;
import static jcuda.jcudnn.cudnnTensorFormat.CUDNN_TENSOR_NHWC;
import static org.assertj.core.api.Assertions.assertThat;

import graft.device.SoftwareOnly;
import java.util.HashMap;
import java.util.Map;
import jcuda.jcudnn.cudnnConvolutionBwdDataAlgoPerf;
import jcuda.jcudnn.cudnnConvolutionBwdFilterAlgoPerf;
import jcuda.jcudnn.cudnnConvolutionDescriptor;
import jcuda.jcudnn.cudnnConvolutionFwdAlgoPerf;
import jcuda.jcudnn.cudnnDeterminism;
import jcuda.jcudnn.cudnnFilterDescriptor;
import jcuda.jcudnn.cudnnHandle;
import jcuda.jcudnn.cudnnTensorDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The queries by which a caller chooses a convolution algorithm. */
@SoftwareOnly("it tests the software device")
class DnnAlgorithmTest {
  @RegisterExtension static final DnnLibrary dnn = new DnnLibrary();

  private final DnnConvolution convolution = DnnConvolution.same3x3(2, 8, 6, 6, 16);
  private final cudnnTensorDescriptor x = convolution.x().descriptor();
  private final cudnnTensorDescriptor y = convolution.y().descriptor();
  private final cudnnFilterDescriptor filter = convolution.filterDescriptor();
  private final cudnnConvolutionDescriptor settings = convolution.descriptor();

  @Test
  void countsAllAlgorithmsAndTheirTensorCoreVariants() {
    int[] count = new int[1];
    assertThat(cudnnGetConvolutionForwardAlgorithmMaxCount(dnn.handle(), count)).isZero();
    assertThat(count[0]).isEqualTo(10);
    assertThat(cudnnGetConvolutionBackwardDataAlgorithmMaxCount(dnn.handle(), count)).isZero();
    assertThat(count[0]).isEqualTo(8);
    assertThat(cudnnGetConvolutionBackwardFilterAlgorithmMaxCount(dnn.handle(), count)).isZero();
    assertThat(count[0]).isEqualTo(9);
    assertThat(cudnnGetConvolutionForwardAlgorithmMaxCount(new cudnnHandle(), count))
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
  }

  @Test
  void forwardHeuristicsNameTheTwoAlgorithmsThatTakeNhwc() {
    cudnnConvolutionFwdAlgoPerf[] results = new cudnnConvolutionFwdAlgoPerf[8];
    int[] returned = {-1};
    assertThat(
            cudnnGetConvolutionForwardAlgorithm_v7(
                dnn.handle(), x, filter, settings, y, results.length, returned, results))
        .isZero();
    assertThat(returned[0]).isEqualTo(8);
    for (int i = 0; i < returned[0]; i++) {
      assertThat(results[i].status)
          .as("entry %d", i)
          .isEqualTo(i < 2 ? CUDNN_STATUS_SUCCESS : CUDNN_STATUS_NOT_SUPPORTED);
      assertThat(results[i].determinism).isEqualTo(cudnnDeterminism.CUDNN_DETERMINISTIC);
      // The math type is there too, but JCuda 11.7.0 does not carry it over.
      assertThat(results[i].time).isEqualTo(-1f);
    }
    assertThat(new int[] {results[0].algo, results[1].algo}).containsExactlyInAnyOrder(0, 1);
    for (int i = 0; i < 2; i++) {
      long[] size = new long[1];
      assertThat(
              cudnnGetConvolutionForwardWorkspaceSize(
                  dnn.handle(), x, filter, settings, y, results[i].algo, size))
          .isZero();
      assertThat(results[i].memory).isEqualTo(size[0]);
    }
  }

  @Test
  void backwardHeuristicsSayWhatIsNotDeterministic() {
    cudnnConvolutionBwdDataAlgoPerf[] data = new cudnnConvolutionBwdDataAlgoPerf[6];
    int[] returned = {-1};
    assertThat(
            cudnnGetConvolutionBackwardDataAlgorithm_v7(
                dnn.handle(), filter, y, settings, x, data.length, returned, data))
        .isZero();
    assertThat(returned[0]).isEqualTo(6);
    Map<Integer, Integer> determinism = new HashMap<>();
    for (cudnnConvolutionBwdDataAlgoPerf entry : data) {
      determinism.put(entry.algo, entry.determinism);
    }
    assertThat(determinism).containsEntry(0, cudnnDeterminism.CUDNN_NON_DETERMINISTIC);
    assertThat(determinism).containsEntry(1, cudnnDeterminism.CUDNN_DETERMINISTIC);

    cudnnConvolutionBwdFilterAlgoPerf[] filters = new cudnnConvolutionBwdFilterAlgoPerf[7];
    assertThat(
            cudnnGetConvolutionBackwardFilterAlgorithm_v7(
                dnn.handle(), x, y, settings, filter, filters.length, returned, filters))
        .isZero();
    determinism.clear();
    for (cudnnConvolutionBwdFilterAlgoPerf entry : filters) {
      determinism.put(entry.algo, entry.determinism);
    }
    assertThat(determinism).containsEntry(0, cudnnDeterminism.CUDNN_NON_DETERMINISTIC);
    assertThat(determinism).containsEntry(1, cudnnDeterminism.CUDNN_DETERMINISTIC);
    assertThat(determinism).containsEntry(3, cudnnDeterminism.CUDNN_NON_DETERMINISTIC);
  }

  /**
   * With one input channel the best algorithm is one that is not deterministic: the caller has to
   * look further.
   */
  @Test
  void theFirstAnswerIsNotAlwaysDeterministic() {
    DnnConvolution first = DnnConvolution.same3x3(2, 1, 6, 6, 8);
    cudnnConvolutionBwdFilterAlgoPerf[] results = new cudnnConvolutionBwdFilterAlgoPerf[7];
    int[] returned = new int[1];
    assertThat(
            cudnnGetConvolutionBackwardFilterAlgorithm_v7(
                dnn.handle(),
                first.x().descriptor(),
                first.y().descriptor(),
                first.descriptor(),
                first.filterDescriptor(),
                results.length,
                returned,
                results))
        .isZero();
    assertThat(results[0].determinism).isEqualTo(cudnnDeterminism.CUDNN_NON_DETERMINISTIC);
    assertThat(results[1].status).isZero();
    assertThat(results[1].determinism).isEqualTo(cudnnDeterminism.CUDNN_DETERMINISTIC);
  }

  @Test
  void returnsNoMoreThanAskedFor() {
    cudnnConvolutionFwdAlgoPerf[] results = new cudnnConvolutionFwdAlgoPerf[1];
    int[] returned = new int[1];
    assertThat(
            cudnnGetConvolutionForwardAlgorithm_v7(
                dnn.handle(), x, filter, settings, y, 1, returned, results))
        .isZero();
    assertThat(returned[0]).isEqualTo(1);
    assertThat(
            cudnnGetConvolutionForwardAlgorithm_v7(
                dnn.handle(), x, filter, settings, y, 0, returned, results))
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertThat(returned[0]).as("the count on errors").isZero();
    returned[0] = 7;
    assertThat(
            cudnnGetConvolutionForwardAlgorithm_v7(
                dnn.handle(), y, filter, settings, x, 1, returned, results))
        .as("tensors exchanged")
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertThat(returned[0]).as("the count on errors").isZero();
  }

  @Test
  void workspaceQueriesRefuseAlgorithmsThatDoNotTakeTheShape() {
    long[] size = {-7};
    assertThat(
            cudnnGetConvolutionForwardWorkspaceSize(dnn.handle(), x, filter, settings, y, 6, size))
        .isEqualTo(CUDNN_STATUS_NOT_SUPPORTED);
    assertThat(
            cudnnGetConvolutionForwardWorkspaceSize(dnn.handle(), x, filter, settings, y, 99, size))
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertThat(
            cudnnGetConvolutionBackwardDataWorkspaceSize(
                dnn.handle(), filter, y, settings, x, 2, size))
        .isEqualTo(CUDNN_STATUS_NOT_SUPPORTED);
    assertThat(
            cudnnGetConvolutionBackwardFilterWorkspaceSize(
                dnn.handle(), x, y, settings, filter, 3, size))
        .isEqualTo(CUDNN_STATUS_NOT_SUPPORTED);
    assertThat(
            cudnnGetConvolutionForwardWorkspaceSize(
                dnn.handle(),
                x,
                DnnTensors.filter(CUDNN_TENSOR_NHWC, 16, 7, 3, 3),
                settings,
                y,
                0,
                size))
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
  }

  @Test
  void dilationLeavesOneForwardAlgorithm() {
    cudnnSetConvolution2dDescriptor(settings, 2, 2, 1, 1, 2, 2, 1, 0);
    long[] size = new long[1];
    assertThat(
            cudnnGetConvolutionForwardWorkspaceSize(dnn.handle(), x, filter, settings, y, 0, size))
        .isZero();
    assertThat(
            cudnnGetConvolutionForwardWorkspaceSize(dnn.handle(), x, filter, settings, y, 1, size))
        .isEqualTo(CUDNN_STATUS_NOT_SUPPORTED);
  }

  @Test
  void nchwTakesTheTransformAlgorithmsToo() {
    DnnConvolution nchw = DnnConvolution.of(CUDNN_TENSOR_NCHW, 2, 8, 6, 6, 16, 3, 1);
    cudnnConvolutionFwdAlgoPerf[] results = new cudnnConvolutionFwdAlgoPerf[8];
    int[] returned = new int[1];
    assertThat(
            cudnnGetConvolutionForwardAlgorithm_v7(
                dnn.handle(),
                nchw.x().descriptor(),
                nchw.filterDescriptor(),
                nchw.descriptor(),
                nchw.y().descriptor(),
                8,
                returned,
                results))
        .isZero();
    assertThat(results[6].status).isZero();
    assertThat(results[7].status).as("direct").isEqualTo(CUDNN_STATUS_NOT_SUPPORTED);
  }
}
