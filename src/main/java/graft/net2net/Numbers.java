package graft.net2net;

import graft.tensor.HostTensor;
import graft.tensor.Shape;

/** Between tensors of float32 and the float64 that growing computes in. */
final class Numbers {
  private Numbers() {}

  static double[] of(HostTensor tensor) {
    double[] numbers = new double[tensor.shape().elements()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = tensor.get(i);
    }
    return numbers;
  }

  static HostTensor tensor(Shape shape, double[] numbers) {
    float[] data = new float[numbers.length];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) numbers[i];
    }
    return HostTensor.of(shape, data);
  }
}
