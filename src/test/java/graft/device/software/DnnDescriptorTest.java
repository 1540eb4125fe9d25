package graft.device.software;

import static jcuda.driver.JCudaDriver.cuCtxCreate;
import static jcuda.driver.JCudaDriver.cuCtxDestroy;
import static jcuda.driver.JCudaDriver.cuStreamCreate;
import static jcuda.driver.JCudaDriver.cuStreamDestroy;
import static jcuda.jcudnn.JCudnn.cudnnCreate;
import static jcuda.jcudnn.JCudnn.cudnnCreateTensorDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnDestroy;
import static jcuda.jcudnn.JCudnn.cudnnDestroyFilterDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnDestroyTensorDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnGetCudartVersion;
import static jcuda.jcudnn.JCudnn.cudnnGetErrorString;
import static jcuda.jcudnn.JCudnn.cudnnGetFilter4dDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnGetStream;
import static jcuda.jcudnn.JCudnn.cudnnGetTensor4dDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnGetTensorNdDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnGetTensorSizeInBytes;
import static jcuda.jcudnn.JCudnn.cudnnGetVersion;
import static jcuda.jcudnn.JCudnn.cudnnSetFilter4dDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnSetFilterNdDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnSetStream;
import static jcuda.jcudnn.JCudnn.cudnnSetTensor4dDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnSetTensor4dDescriptorEx;
import static jcuda.jcudnn.JCudnn.cudnnSetTensorNdDescriptor;
import static jcuda.jcudnn.cudnnDataType.CUDNN_DATA_DOUBLE;
import static jcuda.jcudnn.cudnnDataType.CUDNN_DATA_FLOAT;
import static jcuda.jcudnn.cudnnStatus.CUDNN_STATUS_BAD_PARAM;
import static jcuda.jcudnn.cudnnStatus.CUDNN_STATUS_MAPPING_ERROR;
import static jcuda.jcudnn.cudnnStatus.CUDNN_STATUS_NOT_SUPPORTED;
import static jcuda.jcudnn.cudnnStatus.CUDNN_STATUS_SUCCESS;
import static jcuda.jcudnn.cudnnTensorFormat.CUDNN_TENSOR_NCHW;
import static jcuda.jcudnn.cudnnTensorFormat.CUDNN_TENSOR_NHWC;
import static org.assertj.core.api.Assertions.assertThat;

import graft.device.SoftwareOnly;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUstream;
import jcuda.jcudnn.cudnnFilterDescriptor;
import jcuda.jcudnn.cudnnHandle;
import jcuda.jcudnn.cudnnTensorDescriptor;
import jcuda.runtime.cudaStream_t;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Handles, tensor and filter descriptors; the statuses are those that cuDNN 8.6 was seen to answer.
 */
@SoftwareOnly("it tests the software device")
class DnnDescriptorTest {
  @RegisterExtension static final DnnLibrary dnn = new DnnLibrary();

  private static final int UNKNOWN = 77;

  @Test
  void tellsTheVersionItStandsFor() {
    assertThat(cudnnGetVersion()).isEqualTo(8600);
    assertThat(cudnnGetCudartVersion()).isEqualTo(11080);
    assertThat(cudnnGetErrorString(CUDNN_STATUS_BAD_PARAM)).isEqualTo("CUDNN_STATUS_BAD_PARAM");
    assertThat(cudnnGetErrorString(CUDNN_STATUS_NOT_SUPPORTED))
        .isEqualTo("CUDNN_STATUS_NOT_SUPPORTED");
  }

  @Test
  void handlesLiveUntilDestroyed() {
    cudnnHandle handle = new cudnnHandle();
    assertThat(cudnnCreate(handle)).isEqualTo(CUDNN_STATUS_SUCCESS);
    cudaStream_t stream = new cudaStream_t();
    assertThat(cudnnGetStream(handle, stream)).isEqualTo(CUDNN_STATUS_SUCCESS);
    assertThat(cudnnDestroy(handle)).isEqualTo(CUDNN_STATUS_SUCCESS);
    assertThat(cudnnDestroy(handle)).isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertThat(cudnnGetStream(handle, stream)).isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertThat(cudnnDestroy(new cudnnHandle())).isEqualTo(CUDNN_STATUS_SUCCESS);
    assertThat(cudnnSetStream(new cudnnHandle(), null)).isEqualTo(CUDNN_STATUS_BAD_PARAM);
  }

  @Test
  void tensorDescriptorsKeepWhatWasSet() {
    int[][] out = new int[9][1];
    cudnnTensorDescriptor tensor = DnnTensors.tensor(CUDNN_TENSOR_NHWC, 2, 3, 4, 5);
    assertThat(
            cudnnGetTensor4dDescriptor(
                tensor, out[0], out[1], out[2], out[3], out[4], out[5], out[6], out[7], out[8]))
        .isEqualTo(CUDNN_STATUS_SUCCESS);
    assertThat(new int[] {out[1][0], out[2][0], out[3][0], out[4][0]}).containsExactly(2, 3, 4, 5);
    assertThat(new int[] {out[5][0], out[6][0], out[7][0], out[8][0]})
        .containsExactly(60, 1, 15, 3);
    long[] bytes = new long[1];
    assertThat(cudnnGetTensorSizeInBytes(tensor, bytes)).isEqualTo(CUDNN_STATUS_SUCCESS);
    assertThat(bytes[0]).isEqualTo(2 * 3 * 4 * 5 * 4);

    assertThat(cudnnSetTensor4dDescriptor(tensor, CUDNN_TENSOR_NCHW, CUDNN_DATA_DOUBLE, 2, 3, 4, 5))
        .isZero();
    int[] dims = new int[4];
    int[] strides = new int[4];
    assertThat(cudnnGetTensorNdDescriptor(tensor, 4, out[0], out[1], dims, strides)).isZero();
    assertThat(out[0][0]).isEqualTo(CUDNN_DATA_DOUBLE);
    assertThat(dims).containsExactly(2, 3, 4, 5);
    assertThat(strides).containsExactly(60, 20, 5, 1);
    assertThat(cudnnGetTensorSizeInBytes(tensor, bytes)).isZero();
    assertThat(bytes[0]).isEqualTo(2 * 3 * 4 * 5 * 8);
  }

  @Test
  void tensorDescriptorsRefuseWhatCudnnRefuses() {
    cudnnTensorDescriptor tensor = new cudnnTensorDescriptor();
    assertThat(cudnnCreateTensorDescriptor(tensor)).isZero();
    long[] bytes = {-1};
    assertThat(cudnnGetTensorSizeInBytes(tensor, bytes)).isEqualTo(CUDNN_STATUS_SUCCESS);
    assertThat(bytes[0]).as("size of an unset descriptor").isZero();

    assertThat(set4d(tensor, CUDNN_TENSOR_NCHW, CUDNN_DATA_FLOAT, 0, 1, 1, 1))
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertThat(set4d(tensor, CUDNN_TENSOR_NCHW, CUDNN_DATA_FLOAT, 1, -1, 1, 1))
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertThat(set4d(tensor, UNKNOWN, CUDNN_DATA_FLOAT, 1, 1, 1, 1))
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertThat(set4d(tensor, CUDNN_TENSOR_NCHW, UNKNOWN, 1, 1, 1, 1))
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertThat(set4d(tensor, CUDNN_TENSOR_NCHW, CUDNN_DATA_FLOAT, 1 << 16, 1 << 15, 1, 1))
        .as("2^31 elements")
        .isEqualTo(CUDNN_STATUS_NOT_SUPPORTED);
    assertThat(set4d(tensor, CUDNN_TENSOR_NCHW, CUDNN_DATA_FLOAT, Integer.MAX_VALUE, 1, 1, 1))
        .as("2^31 - 1 elements")
        .isEqualTo(CUDNN_STATUS_SUCCESS);
    assertThat(cudnnSetTensor4dDescriptorEx(tensor, CUDNN_DATA_FLOAT, 1, 1, 2, 1, 1, 1, 0, 1))
        .as("stride 0")
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertThat(cudnnSetTensor4dDescriptorEx(tensor, CUDNN_DATA_FLOAT, 1, 1, 1, 1, 1, 1, 0, 1))
        .as("stride 0 of a single row")
        .isEqualTo(CUDNN_STATUS_SUCCESS);
    assertThat(cudnnSetTensor4dDescriptorEx(tensor, CUDNN_DATA_FLOAT, 2, 3, 4, 5, 60, 20, -5, 1))
        .as("negative stride")
        .isEqualTo(CUDNN_STATUS_SUCCESS);
    int[] nine = {1, 1, 1, 1, 1, 1, 1, 1, 1};
    assertThat(cudnnSetTensorNdDescriptor(tensor, CUDNN_DATA_FLOAT, 2, nine, nine))
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertThat(cudnnSetTensorNdDescriptor(tensor, CUDNN_DATA_FLOAT, 9, nine, nine))
        .isEqualTo(CUDNN_STATUS_NOT_SUPPORTED);
    assertThat(cudnnSetTensorNdDescriptor(tensor, CUDNN_DATA_FLOAT, 8, nine, nine))
        .isEqualTo(CUDNN_STATUS_SUCCESS);
    assertThat(cudnnDestroyTensorDescriptor(tensor)).isEqualTo(CUDNN_STATUS_SUCCESS);
    assertThat(set4d(tensor, CUDNN_TENSOR_NCHW, CUDNN_DATA_FLOAT, 1, 1, 1, 1))
        .as("a destroyed descriptor")
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertThat(cudnnDestroyTensorDescriptor(tensor)).as("twice").isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertThat(set4d(new cudnnTensorDescriptor(), CUDNN_TENSOR_NCHW, CUDNN_DATA_FLOAT, 1, 1, 1, 1))
        .as("a null descriptor")
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
  }

  private static int set4d(
      cudnnTensorDescriptor tensor, int format, int type, int n, int c, int h, int w) {
    return cudnnSetTensor4dDescriptor(tensor, format, type, n, c, h, w);
  }

  @Test
  void filterDescriptors() {
    cudnnFilterDescriptor filter = DnnTensors.filter(CUDNN_TENSOR_NHWC, 64, 3, 5, 7);
    int[][] out = new int[6][1];
    assertThat(cudnnGetFilter4dDescriptor(filter, out[0], out[1], out[2], out[3], out[4], out[5]))
        .isZero();
    assertThat(out[1][0]).isEqualTo(CUDNN_TENSOR_NHWC);
    assertThat(new int[] {out[2][0], out[3][0], out[4][0], out[5][0]}).containsExactly(64, 3, 5, 7);
    int[] dims = {64, 3, 5, 0};
    assertThat(cudnnSetFilterNdDescriptor(filter, CUDNN_DATA_FLOAT, CUDNN_TENSOR_NCHW, 4, dims))
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertThat(cudnnSetFilter4dDescriptor(filter, CUDNN_DATA_FLOAT, CUDNN_TENSOR_NCHW, 0, 1, 1, 1))
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertThat(cudnnSetFilter4dDescriptor(filter, UNKNOWN, CUDNN_TENSOR_NCHW, 1, 1, 1, 1))
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertThat(cudnnSetFilter4dDescriptor(filter, CUDNN_DATA_FLOAT, UNKNOWN, 1, 1, 1, 1))
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertThat(cudnnDestroyFilterDescriptor(filter)).isZero();
    assertThat(cudnnDestroyFilterDescriptor(filter)).isEqualTo(CUDNN_STATUS_BAD_PARAM);
  }

  @Test
  void aDestroyedStreamIsRefused() {
    CUstream stream = new CUstream();
    assertThat(cuStreamCreate(stream, 0)).isZero();
    assertThat(cudnnSetStream(dnn.handle(), new cudaStream_t(stream)))
        .isEqualTo(CUDNN_STATUS_SUCCESS);
    assertThat(cudnnSetStream(dnn.handle(), null)).isEqualTo(CUDNN_STATUS_SUCCESS);
    assertThat(cuStreamDestroy(stream)).isZero();
    assertThat(cudnnSetStream(dnn.handle(), new cudaStream_t(stream)))
        .isEqualTo(CUDNN_STATUS_MAPPING_ERROR);
  }

  @Test
  void aStreamOfAnotherContextIsRefused() {
    cudnnHandle handle = dnn.handle();
    CUcontext other = new CUcontext();
    assertThat(cuCtxCreate(other, 0, new CUdevice())).isZero();
    CUstream stream = new CUstream();
    assertThat(cuStreamCreate(stream, 0)).isZero();
    assertThat(cudnnSetStream(handle, new cudaStream_t(stream)))
        .isEqualTo(CUDNN_STATUS_MAPPING_ERROR);
    assertThat(cuCtxDestroy(other)).isZero();
  }
}
