package graft.net2net;

/** To what grown weights are rounded. Growing computes in float64 and rounds once. */
enum Precision {
  /** float32: a model's weights. */
  SINGLE {
    @Override
    double round(double value) {
      return (float) value;
    }
  },
  /** Not at all: what proofs in float64 need. */
  DOUBLE {
    @Override
    double round(double value) {
      return value;
    }
  };

  abstract double round(double value);
}
