package graft.device.software;

import static jcuda.jcudnn.JCudnn.cudnnCreateConvolutionDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnSetConvolution2dDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnSetConvolutionGroupCount;
import static jcuda.jcudnn.cudnnConvolutionMode.CUDNN_CONVOLUTION;
import static jcuda.jcudnn.cudnnConvolutionMode.CUDNN_CROSS_CORRELATION;
import static jcuda.jcudnn.cudnnDataType.CUDNN_DATA_FLOAT;
import static jcuda.jcudnn.cudnnTensorFormat.CUDNN_TENSOR_NCHW;
import static jcuda.jcudnn.cudnnTensorFormat.CUDNN_TENSOR_NHWC;
import static org.assertj.core.api.Assertions.assertThat;

import graft.device.software.DnnTensors.Layout;
import java.util.Random;
import jcuda.jcudnn.cudnnConvolutionDescriptor;
import jcuda.jcudnn.cudnnFilterDescriptor;

/** One convolution of the tests: its geometry, its layouts, and what it is by definition. */
record DnnConvolution(
    Layout x,
    Layout filter,
    Layout y,
    int filterFormat,
    int padH,
    int padW,
    int strideH,
    int strideW,
    int dilationH,
    int dilationW,
    int groups,
    int mode) {

  /** The case of the networks: 3x3, stride 1, same padding, everything NHWC. */
  static DnnConvolution same3x3(int n, int c, int h, int w, int k) {
    return of(CUDNN_TENSOR_NHWC, n, c, h, w, k, 3, 1);
  }

  /** A square window, stride 1, dilation 1; tensors and filter in one format. */
  static DnnConvolution of(int format, int n, int c, int h, int w, int k, int window, int padding) {
    int oh = h + 2 * padding - window + 1;
    int ow = w + 2 * padding - window + 1;
    return new DnnConvolution(
        Layout.packed(format, n, c, h, w),
        Layout.packed(format, k, c, window, window),
        Layout.packed(format, n, k, oh, ow),
        format,
        padding,
        padding,
        1,
        1,
        1,
        1,
        1,
        CUDNN_CROSS_CORRELATION);
  }

  /**
   * A window of one pixel with a stride, which divides the extents; tensors and filter in one
   * format.
   */
  static DnnConvolution pointwise(int format, int n, int c, int h, int w, int k, int stride) {
    return new DnnConvolution(
        Layout.packed(format, n, c, h, w),
        Layout.packed(format, k, c, 1, 1),
        Layout.packed(format, n, k, h / stride, w / stride),
        format,
        0,
        0,
        stride,
        stride,
        1,
        1,
        1,
        CUDNN_CROSS_CORRELATION);
  }

  /**
   * Odd sizes, single channels, every option; the tensors' layouts are such as the filter's format
   * allows.
   */
  static DnnConvolution random(Random random) {
    int groups = random.nextInt(5) == 0 ? 2 + random.nextInt(2) : 1;
    int n = 1 + random.nextInt(4);
    int c = groups * (1 + random.nextInt(random.nextInt(4) == 0 ? 40 : 9));
    int k = groups * (1 + random.nextInt(random.nextInt(4) == 0 ? 40 : 9));
    boolean same = random.nextInt(3) == 0;
    int r = same ? 3 : 1 + random.nextInt(5);
    int s = same ? 3 : 1 + random.nextInt(5);
    int dilationH = same || random.nextInt(3) > 0 ? 1 : 2;
    int dilationW = same || random.nextInt(3) > 0 ? 1 : 2;
    int padH = same ? 1 : random.nextInt(3);
    int padW = same ? 1 : random.nextInt(3);
    int strideH = same ? 1 : 1 + random.nextInt(3);
    int strideW = same ? 1 : 1 + random.nextInt(3);
    int h = Math.max(1 + random.nextInt(15), dilationH * (r - 1) + 1 - 2 * padH);
    int w = Math.max(1 + random.nextInt(15), dilationW * (s - 1) + 1 - 2 * padW);
    int oh = (h + 2 * padH - dilationH * (r - 1) - 1) / strideH + 1;
    int ow = (w + 2 * padW - dilationW * (s - 1) - 1) / strideW + 1;
    int format = random.nextInt(3) == 0 ? CUDNN_TENSOR_NCHW : CUDNN_TENSOR_NHWC;
    return new DnnConvolution(
        format == CUDNN_TENSOR_NHWC ? Layout.nhwc(n, c, h, w) : Layout.random(random, n, c, h, w),
        Layout.packed(format, k, c / groups, r, s),
        Layout.packed(format, n, k, oh, ow),
        format,
        padH,
        padW,
        strideH,
        strideW,
        dilationH,
        dilationW,
        groups,
        random.nextInt(4) == 0 ? CUDNN_CONVOLUTION : CUDNN_CROSS_CORRELATION);
  }

  cudnnFilterDescriptor filterDescriptor() {
    return DnnTensors.filter(filterFormat, filter.n(), filter.c(), filter.h(), filter.w());
  }

  cudnnConvolutionDescriptor descriptor() {
    cudnnConvolutionDescriptor descriptor = new cudnnConvolutionDescriptor();
    assertThat(cudnnCreateConvolutionDescriptor(descriptor)).isZero();
    assertThat(
            cudnnSetConvolution2dDescriptor(
                descriptor,
                padH,
                padW,
                strideH,
                strideW,
                dilationH,
                dilationW,
                mode,
                CUDNN_DATA_FLOAT))
        .isZero();
    assertThat(cudnnSetConvolutionGroupCount(descriptor, groups)).isZero();
    return descriptor;
  }

  /** Meets every product x[xAt] * filter[filterAt] that belongs to y[yAt]. */
  interface Products {
    void meet(int xAt, int filterAt, int yAt);
  }

  void forEachProduct(Products products) {
    int channels = filter.c();
    int filtersPerGroup = filter.n() / groups;
    for (int n = 0; n < y.n(); n++) {
      for (int k = 0; k < y.c(); k++) {
        for (int i = 0; i < y.h(); i++) {
          for (int j = 0; j < y.w(); j++) {
            for (int r = 0; r < filter.h(); r++) {
              for (int s = 0; s < filter.w(); s++) {
                int row = i * strideH - padH + r * dilationH;
                int column = j * strideW - padW + s * dilationW;
                if (row < 0 || row >= x.h() || column < 0 || column >= x.w()) {
                  continue;
                }
                boolean mirrored = mode == CUDNN_CONVOLUTION;
                int filterRow = mirrored ? filter.h() - 1 - r : r;
                int filterColumn = mirrored ? filter.w() - 1 - s : s;
                for (int c = 0; c < channels; c++) {
                  products.meet(
                      x.at(n, k / filtersPerGroup * channels + c, row, column),
                      filter.at(k, c, filterRow, filterColumn),
                      y.at(n, k, i, j));
                }
              }
            }
          }
        }
      }
    }
  }
}
