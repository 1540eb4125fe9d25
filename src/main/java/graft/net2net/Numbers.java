package graft.net2net;

import graft.tensor.HostTensor;

/** The float64 numbers that growing computes with; back it is {@link HostTensor#rounded}. */
final class Numbers {
  private Numbers() {}

  static double[] of(HostTensor tensor) {
    double[] numbers = new double[tensor.shape().elements()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = tensor.get(i);
    }
    return numbers;
  }
}
