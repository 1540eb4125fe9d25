package graft.device.software;

import static jcuda.jcudnn.JCudnn.cudnnCreateFilterDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnCreateTensorDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnSetFilter4dDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnSetTensor4dDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnSetTensor4dDescriptorEx;
import static jcuda.jcudnn.cudnnDataType.CUDNN_DATA_FLOAT;
import static jcuda.jcudnn.cudnnTensorFormat.CUDNN_TENSOR_NHWC;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.IntConsumer;
import jcuda.jcudnn.cudnnFilterDescriptor;
import jcuda.jcudnn.cudnnTensorDescriptor;

/** Shapes of four dimensions with their strides, and cuDNN's descriptors for them. */
final class DnnTensors {
  private DnnTensors() {}

  /** Extents n, c, h, w (for filters k, c, r, s) and how far neighbours along each lie apart. */
  record Layout(int n, int c, int h, int w, int nStride, int cStride, int hStride, int wStride) {

    static Layout nchw(int n, int c, int h, int w) {
      return new Layout(n, c, h, w, c * h * w, h * w, w, 1);
    }

    static Layout nhwc(int n, int c, int h, int w) {
      return new Layout(n, c, h, w, c * h * w, 1, w * c, c);
    }

    static Layout packed(int format, int n, int c, int h, int w) {
      return format == CUDNN_TENSOR_NHWC ? nhwc(n, c, h, w) : nchw(n, c, h, w);
    }

    /** Rows longer than they need be: gaps in memory. */
    static Layout gapped(int n, int c, int h, int w) {
      return new Layout(n, c, h, w, c * h * (w + 3) + 5, h * (w + 3), w + 3, 1);
    }

    static Layout random(Random random, int n, int c, int h, int w) {
      return switch (random.nextInt(5)) {
        case 0 -> gapped(n, c, h, w);
        case 1 -> nchw(n, c, h, w);
        default -> nhwc(n, c, h, w);
      };
    }

    int at(int i, int j, int k, int l) {
      return i * nStride + j * cStride + k * hStride + l * wStride;
    }

    /** Meets where each element lies. */
    void forEach(IntConsumer element) {
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < c; j++) {
          for (int k = 0; k < h; k++) {
            for (int l = 0; l < w; l++) {
              element.accept(at(i, j, k, l));
            }
          }
        }
      }
    }

    /** Elements from the first to the last, gaps included. */
    int span() {
      return at(n - 1, c - 1, h - 1, w - 1) + 1;
    }

    cudnnTensorDescriptor descriptor() {
      cudnnTensorDescriptor descriptor = new cudnnTensorDescriptor();
      assertThat(cudnnCreateTensorDescriptor(descriptor)).isZero();
      assertThat(
              cudnnSetTensor4dDescriptorEx(
                  descriptor, CUDNN_DATA_FLOAT, n, c, h, w, nStride, cStride, hStride, wStride))
          .isZero();
      return descriptor;
    }
  }

  static cudnnTensorDescriptor tensor(int format, int n, int c, int h, int w) {
    return tensor(format, CUDNN_DATA_FLOAT, n, c, h, w);
  }

  static cudnnTensorDescriptor tensor(int format, int type, int n, int c, int h, int w) {
    cudnnTensorDescriptor descriptor = new cudnnTensorDescriptor();
    assertThat(cudnnCreateTensorDescriptor(descriptor)).isZero();
    assertThat(cudnnSetTensor4dDescriptor(descriptor, format, type, n, c, h, w)).isZero();
    return descriptor;
  }

  static cudnnFilterDescriptor filter(int format, int k, int c, int r, int s) {
    cudnnFilterDescriptor descriptor = new cudnnFilterDescriptor();
    assertThat(cudnnCreateFilterDescriptor(descriptor)).isZero();
    assertThat(cudnnSetFilter4dDescriptor(descriptor, CUDNN_DATA_FLOAT, format, k, c, r, s))
        .isZero();
    return descriptor;
  }
}
