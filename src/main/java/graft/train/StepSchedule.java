package graft.train;

/** {@link Schedule#steps}. */
final class StepSchedule implements Schedule {
  private final double factor;
  private final int[] afterEpochs;

  StepSchedule(double factor, int... afterEpochs) {
    if (!(factor >= 0) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException("factor is " + factor + ", expected a finite number >= 0");
    }
    int last = 0;
    for (int epoch : afterEpochs) {
      if (epoch <= last) {
        throw new IllegalArgumentException(
            "the rate changes after epoch %d, expected a later one than epoch %d"
                .formatted(epoch, last));
      }
      last = epoch;
    }
    this.factor = factor;
    this.afterEpochs = afterEpochs.clone();
  }

  @Override
  public double factor(long step, RunLength run) {
    double product = 1;
    for (int epoch : afterEpochs) {
      product *= step >= (long) epoch * run.stepsInEpoch() ? factor : 1;
    }
    return product;
  }
}
