package graft.device.software;

import static jcuda.jcudnn.JCudnn.cudnnCreatePoolingDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnSetPooling2dDescriptor;
import static jcuda.jcudnn.cudnnNanPropagation.CUDNN_NOT_PROPAGATE_NAN;
import static jcuda.jcudnn.cudnnPoolingMode.CUDNN_POOLING_AVERAGE_COUNT_INCLUDE_PADDING;
import static jcuda.jcudnn.cudnnPoolingMode.CUDNN_POOLING_MAX;
import static jcuda.jcudnn.cudnnPoolingMode.CUDNN_POOLING_MAX_DETERMINISTIC;
import static org.assertj.core.api.Assertions.assertThat;

import graft.device.software.DnnTensors.Layout;
import java.util.Random;
import jcuda.jcudnn.cudnnPoolingDescriptor;

/** A pooling, and what it means. */
record DnnPooling(
    int mode,
    int nan,
    Layout x,
    Layout y,
    int windowH,
    int windowW,
    int padH,
    int padW,
    int strideH,
    int strideW) {

  /** The case of the networks: windows of 2 x 2 side by side, everything NHWC. */
  static DnnPooling halving(int mode, int n, int c, int h, int w) {
    return new DnnPooling(
        mode,
        CUDNN_NOT_PROPAGATE_NAN,
        Layout.nhwc(n, c, h, w),
        Layout.nhwc(n, c, h / 2, w / 2),
        2,
        2,
        0,
        0,
        2,
        2);
  }

  /** Any mode, layouts, window, padding and stride. */
  static DnnPooling random(Random random) {
    int mode = random.nextInt(4);
    int windowH = 1 + random.nextInt(4);
    int windowW = 1 + random.nextInt(4);
    int padH = random.nextInt(windowH);
    int padW = random.nextInt(windowW);
    int strideH = 1 + random.nextInt(3);
    int strideW = 1 + random.nextInt(3);
    int h = windowH + random.nextInt(9);
    int w = windowW + random.nextInt(9);
    int n = 1 + random.nextInt(3);
    int c = 1 + random.nextInt(20);
    Layout y =
        Layout.random(
            random,
            n,
            c,
            (h + 2 * padH - windowH) / strideH + 1,
            (w + 2 * padW - windowW) / strideW + 1);
    return new DnnPooling(
        mode,
        random.nextInt(2),
        Layout.random(random, n, c, h, w),
        y,
        windowH,
        windowW,
        padH,
        padW,
        strideH,
        strideW);
  }

  boolean isMax() {
    return mode == CUDNN_POOLING_MAX || mode == CUDNN_POOLING_MAX_DETERMINISTIC;
  }

  cudnnPoolingDescriptor descriptor() {
    cudnnPoolingDescriptor pooling = new cudnnPoolingDescriptor();
    assertThat(cudnnCreatePoolingDescriptor(pooling)).isZero();
    assertThat(
            cudnnSetPooling2dDescriptor(
                pooling, mode, nan, windowH, windowW, padH, padW, strideH, strideW))
        .isZero();
    return pooling;
  }

  interface Windows {
    void meet(int n, int c, int i, int j, int top, int bottom, int left, int right);
  }

  void forEachWindow(Windows windows) {
    for (int n = 0; n < y.n(); n++) {
      for (int c = 0; c < y.c(); c++) {
        for (int i = 0; i < y.h(); i++) {
          for (int j = 0; j < y.w(); j++) {
            int top = i * strideH - padH;
            int left = j * strideW - padW;
            windows.meet(
                n,
                c,
                i,
                j,
                Math.max(top, 0),
                Math.min(top + windowH, x.h()),
                Math.max(left, 0),
                Math.min(left + windowW, x.w()));
          }
        }
      }
    }
  }

  double divisor(int top, int bottom, int left, int right) {
    return mode == CUDNN_POOLING_AVERAGE_COUNT_INCLUDE_PADDING
        ? windowH * windowW
        : (bottom - top) * (right - left);
  }

  int firstMaximum(float[] data, int n, int c, int top, int bottom, int left, int right) {
    int best = x.at(n, c, top, left);
    for (int row = top; row < bottom; row++) {
      for (int column = left; column < right; column++) {
        int at = x.at(n, c, row, column);
        if (data[at] > data[best]) {
          best = at;
        }
      }
    }
    return best;
  }
}
