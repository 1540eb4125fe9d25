package graft.device.software;

import static jcuda.driver.JCudaDriver.cuGraphDestroy;
import static jcuda.driver.JCudaDriver.cuGraphExecDestroy;
import static jcuda.driver.JCudaDriver.cuGraphInstantiate;
import static jcuda.driver.JCudaDriver.cuGraphLaunch;
import static jcuda.driver.JCudaDriver.cuStreamBeginCapture;
import static jcuda.driver.JCudaDriver.cuStreamCreate;
import static jcuda.driver.JCudaDriver.cuStreamDestroy;
import static jcuda.driver.JCudaDriver.cuStreamEndCapture;
import static jcuda.driver.JCudaDriver.cuStreamSynchronize;
import static jcuda.jcublas.JCublas2.cublasSetStream;
import static jcuda.jcublas.JCublas2.cublasSgemm;
import static jcuda.jcudnn.JCudnn.cudnnConvolutionForward;
import static jcuda.jcudnn.JCudnn.cudnnDestroyConvolutionDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnDestroyFilterDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnDestroyTensorDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnFindConvolutionForwardAlgorithm;
import static jcuda.jcudnn.JCudnn.cudnnSetStream;
import static org.assertj.core.api.Assertions.assertThat;

import graft.device.SoftwareOnly;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Random;
import jcuda.Pointer;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUgraphNode;
import jcuda.driver.CUstream;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.CUstream_flags;
import jcuda.jcudnn.cudnnConvolutionDescriptor;
import jcuda.jcudnn.cudnnConvolutionFwdAlgoPerf;
import jcuda.jcudnn.cudnnFilterDescriptor;
import jcuda.jcudnn.cudnnTensorDescriptor;
import jcuda.runtime.cudaStream_t;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Library calls on a stream of the driver: what they keep of their arguments, and capture into
 * graphs.
 */
@SoftwareOnly("it tests the software device")
class LibraryQueueTest {
  @RegisterExtension static final DnnLibrary dnn = new DnnLibrary();
  @RegisterExtension static final BlasLibrary blas = new BlasLibrary();

  private final CUstream stream = new CUstream();
  private final FloatBuffer factors =
      ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder()).asFloatBuffer();

  @BeforeEach
  void useAStream() {
    assertThat(cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING)).isZero();
    assertThat(cudnnSetStream(dnn.handle(), new cudaStream_t(stream))).isZero();
    assertThat(cublasSetStream(blas.handle(), new cudaStream_t(stream))).isZero();
  }

  @AfterEach
  void leaveTheStream() {
    assertThat(cudnnSetStream(dnn.handle(), null)).isZero();
    assertThat(cublasSetStream(blas.handle(), null)).isZero();
    assertThat(cuStreamDestroy(stream)).isZero();
  }

  /**
   * y = conv(x, filter), then product = y y'; descriptors and factors are spoilt before it runs.
   */
  private void call(DeviceFloats x, DeviceFloats filter, DeviceFloats y, DeviceFloats product) {
    DnnConvolution convolution = DnnConvolution.same3x3(2, 3, 8, 8, 4);
    cudnnTensorDescriptor xDescriptor = convolution.x().descriptor();
    cudnnTensorDescriptor yDescriptor = convolution.y().descriptor();
    cudnnFilterDescriptor filterDescriptor = convolution.filterDescriptor();
    cudnnConvolutionDescriptor settings = convolution.descriptor();
    factors.put(0, 1).put(1, 0);
    Pointer one = Pointer.to(factors.slice(0, 1));
    Pointer zero = Pointer.to(factors.slice(1, 1));
    assertThat(
            cudnnConvolutionForward(
                dnn.handle(),
                one,
                xDescriptor,
                x.pointer(),
                filterDescriptor,
                filter.pointer(),
                settings,
                0,
                new Pointer(),
                0,
                zero,
                yDescriptor,
                y.pointer()))
        .isZero();
    assertThat(
            cublasSgemm(
                blas.handle(),
                0,
                1,
                16,
                16,
                32,
                one,
                y.pointer(),
                16,
                y.pointer(),
                16,
                zero,
                product.pointer(),
                16))
        .isZero();
    factors.put(0, Float.NaN).put(1, Float.NaN);
    assertThat(cudnnDestroyTensorDescriptor(xDescriptor)).isZero();
    assertThat(cudnnDestroyTensorDescriptor(yDescriptor)).isZero();
    assertThat(cudnnDestroyFilterDescriptor(filterDescriptor)).isZero();
    assertThat(cudnnDestroyConvolutionDescriptor(settings)).isZero();
  }

  @Test
  void graphsReplayWhatWasCaptured() {
    Random random = new Random(1);
    float[] first = DeviceFloats.random(random, 2 * 3 * 8 * 8);
    float[] second = DeviceFloats.random(random, 2 * 3 * 8 * 8);
    try (DeviceFloats x = DeviceFloats.of(first);
        DeviceFloats filter = DeviceFloats.of(DeviceFloats.random(random, 4 * 3 * 9));
        DeviceFloats y = DeviceFloats.filled(2 * 4 * 8 * 8, 0);
        DeviceFloats product = DeviceFloats.filled(256, 0)) {
      call(x, filter, y, product);
      assertThat(cuStreamSynchronize(stream)).isZero();
      float[] eagerFirst = product.read();
      x.write(second);
      call(x, filter, y, product);
      assertThat(cuStreamSynchronize(stream)).isZero();
      float[] eagerSecond = product.read();
      assertThat(eagerSecond).isNotEqualTo(eagerFirst);

      product.write(new float[256]);
      assertThat(
              cuStreamBeginCapture(stream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL))
          .isZero();
      call(x, filter, y, product);
      CUgraph graph = new CUgraph();
      assertThat(cuStreamEndCapture(stream, graph)).isZero();
      assertThat(product.read()).as("capturing runs nothing").containsOnly(0);
      CUgraphExec executable = new CUgraphExec();
      assertThat(cuGraphInstantiate(executable, graph, new CUgraphNode(), new byte[256], 256))
          .isZero();
      for (int replay = 0; replay < 3; replay++) {
        x.write(replay % 2 == 0 ? first : second);
        assertThat(cuGraphLaunch(executable, stream)).isZero();
        assertThat(cuStreamSynchronize(stream)).isZero();
        assertThat(product.read()).containsExactly(replay % 2 == 0 ? eagerFirst : eagerSecond);
      }
      assertThat(cuGraphExecDestroy(executable)).isZero();
      assertThat(cuGraphDestroy(graph)).isZero();
    }
  }

  /** Measuring waits for the device, which a stream that captures cannot. */
  @Test
  void findIsRefusedWhileTheStreamCaptures() {
    DnnConvolution convolution = DnnConvolution.same3x3(2, 3, 8, 8, 4);
    int[] returned = {-1};
    assertThat(
            cuStreamBeginCapture(stream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL))
        .isZero();
    int status =
        cudnnFindConvolutionForwardAlgorithm(
            dnn.handle(),
            convolution.x().descriptor(),
            convolution.filterDescriptor(),
            convolution.descriptor(),
            convolution.y().descriptor(),
            2,
            returned,
            new cudnnConvolutionFwdAlgoPerf[2]);
    CUgraph graph = new CUgraph();
    assertThat(cuStreamEndCapture(stream, graph)).isZero();
    assertThat(status).isEqualTo(jcuda.jcudnn.cudnnStatus.CUDNN_STATUS_EXECUTION_FAILED);
    assertThat(returned[0]).isZero();
  }
}
