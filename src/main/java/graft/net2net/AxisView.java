package graft.net2net;

import graft.tensor.Shape;

/**
 * A row-major tensor around one of its axes, as {@code [outer, length, inner]}: one view serves
 * every parameter that growing touches.
 */
record AxisView(int outer, int length, int inner) {
  static AxisView of(Shape shape, int axis) {
    int outer = 1;
    for (int i = 0; i < axis; i++) {
      outer *= shape.extent(i);
    }
    int length = shape.extent(axis);
    return new AxisView(outer, length, shape.elements() / outer / length);
  }

  int at(int outerIndex, int feature, int innerIndex) {
    return (outerIndex * length + feature) * inner + innerIndex;
  }

  int elements() {
    return outer * length * inner;
  }

  AxisView withLength(int newLength) {
    return new AxisView(outer, newLength, inner);
  }

  /** The entries of new features, asked for in row-major order. */
  @FunctionalInterface
  interface Source {
    /**
     * An entry.
     *
     * @param position in the student's tensor, row-major
     */
    double at(int position);
  }

  /** The student's entries: the teacher's by the map, those of new features from a source. */
  double[] gather(double[] teacher, FeatureMap map, Source added) {
    AxisView wide = withLength(map.length());
    double[] result = new double[wide.elements()];
    int at = 0;
    for (int o = 0; o < outer; o++) {
      for (int feature = 0; feature < wide.length; feature++) {
        int from = map.from(feature);
        if (from == FeatureMap.NEW) {
          for (int i = 0; i < inner; i++) {
            result[at + i] = added.at(at + i);
          }
        } else {
          System.arraycopy(teacher, at(o, from, 0), result, at, inner);
        }
        at += inner;
      }
    }
    return result;
  }
}
