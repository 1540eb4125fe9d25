package graft.device.software;

import static jcuda.jcudnn.JCudnn.cudnnFindConvolutionBackwardDataAlgorithmEx;
import static jcuda.jcudnn.JCudnn.cudnnFindConvolutionBackwardFilterAlgorithmEx;
import static jcuda.jcudnn.JCudnn.cudnnFindConvolutionForwardAlgorithm;
import static jcuda.jcudnn.JCudnn.cudnnFindConvolutionForwardAlgorithmEx;
import static jcuda.jcudnn.cudnnStatus.CUDNN_STATUS_ALLOC_FAILED;
import static jcuda.jcudnn.cudnnStatus.CUDNN_STATUS_BAD_PARAM;
import static org.assertj.core.api.Assertions.assertThat;

import graft.device.SoftwareOnly;
import jcuda.Pointer;
import jcuda.jcudnn.cudnnConvolutionBwdDataAlgoPerf;
import jcuda.jcudnn.cudnnConvolutionBwdFilterAlgoPerf;
import jcuda.jcudnn.cudnnConvolutionDescriptor;
import jcuda.jcudnn.cudnnConvolutionFwdAlgoPerf;
import jcuda.jcudnn.cudnnFilterDescriptor;
import jcuda.jcudnn.cudnnTensorDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The queries that measure convolution algorithms. */
@SoftwareOnly("it tests the software device")
class DnnAlgorithmFindTest {
  @RegisterExtension static final DnnLibrary dnn = new DnnLibrary();

  private final DnnConvolution convolution = DnnConvolution.same3x3(2, 8, 6, 6, 16);
  private final cudnnTensorDescriptor x = convolution.x().descriptor();
  private final cudnnTensorDescriptor y = convolution.y().descriptor();
  private final cudnnFilterDescriptor filter = convolution.filterDescriptor();
  private final cudnnConvolutionDescriptor settings = convolution.descriptor();

  @Test
  void findMeasuresWhatFitsTheWorkspace() {
    cudnnConvolutionFwdAlgoPerf[] results = new cudnnConvolutionFwdAlgoPerf[8];
    int[] returned = new int[1];
    assertThat(
            cudnnFindConvolutionForwardAlgorithm(
                dnn.handle(), x, filter, settings, y, 8, returned, results))
        .isZero();
    assertThat(results[0].status).isZero();
    assertThat(results[1].status).isZero();
    assertThat(results[0].time).isPositive().isLessThanOrEqualTo(results[1].time);
    try (DeviceFloats memory = DeviceFloats.filled(8192, 0)) {
      assertThat(
              cudnnFindConvolutionForwardAlgorithmEx(
                  dnn.handle(),
                  x,
                  memory.pointerTo(0),
                  filter,
                  memory.pointerTo(1024),
                  settings,
                  y,
                  memory.pointerTo(4096),
                  8,
                  returned,
                  results,
                  new Pointer(),
                  0))
          .isZero();
      assertThat(results[0].algo).isZero();
      assertThat(results[0].status).isZero();
      assertThat(results).extracting(entry -> entry.status).contains(CUDNN_STATUS_ALLOC_FAILED);
      assertThat(
              cudnnFindConvolutionForwardAlgorithmEx(
                  dnn.handle(),
                  x,
                  new Pointer(),
                  filter,
                  memory.pointerTo(1024),
                  settings,
                  y,
                  memory.pointerTo(4096),
                  8,
                  returned,
                  results,
                  new Pointer(),
                  0))
          .isEqualTo(CUDNN_STATUS_BAD_PARAM);
      cudnnConvolutionBwdDataAlgoPerf[] data = new cudnnConvolutionBwdDataAlgoPerf[6];
      assertThat(
              cudnnFindConvolutionBackwardDataAlgorithmEx(
                  dnn.handle(),
                  filter,
                  memory.pointerTo(1024),
                  y,
                  memory.pointerTo(4096),
                  settings,
                  x,
                  memory.pointerTo(0),
                  6,
                  returned,
                  data,
                  memory.pointerTo(6144),
                  8192))
          .isZero();
      assertThat(data[1].status).isZero();
      cudnnConvolutionBwdFilterAlgoPerf[] filters = new cudnnConvolutionBwdFilterAlgoPerf[7];
      assertThat(
              cudnnFindConvolutionBackwardFilterAlgorithmEx(
                  dnn.handle(),
                  x,
                  memory.pointerTo(0),
                  y,
                  memory.pointerTo(4096),
                  settings,
                  filter,
                  memory.pointerTo(1024),
                  7,
                  returned,
                  filters,
                  memory.pointerTo(6144),
                  8192))
          .isZero();
      assertThat(filters[1].status).isZero();
    }
  }
}
