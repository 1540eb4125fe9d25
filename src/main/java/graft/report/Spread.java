package graft.report;

import java.util.List;

/**
 * The mean of a figure over seeds, and how far they lie apart.
 *
 * @param mean NaN if one of them is not finite, or there is none
 * @param least the smallest
 * @param most the largest
 * @param count how many there are
 */
record Spread(double mean, double least, double most, int count) {
  static Spread of(List<Double> figures) {
    boolean finite = !figures.isEmpty() && figures.stream().allMatch(Double::isFinite);
    if (!finite) {
      return new Spread(Double.NaN, Double.NaN, Double.NaN, figures.size());
    }
    return new Spread(
        figures.stream().mapToDouble(Double::doubleValue).average().orElseThrow(),
        figures.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
        figures.stream().mapToDouble(Double::doubleValue).max().orElseThrow(),
        figures.size());
  }

  boolean isKnown() {
    return Double.isFinite(mean);
  }
}
