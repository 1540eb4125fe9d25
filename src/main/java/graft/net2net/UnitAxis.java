package graft.net2net;

import graft.model.NodeParameter;
import graft.random.Philox;
import graft.tensor.HostTensor;
import graft.tensor.Shape;

/**
 * Where a node's units lie in a row-major tensor that has one entry, or one row of entries, for
 * each of them: the tensor seen as {@code [outer, units, inner]}. One view serves every parameter
 * that widening touches.
 */
record UnitAxis(int outer, int units, int inner) {
  /** A parameter's own units. */
  static UnitAxis ofUnits(NodeParameter parameter) {
    return of(parameter.shape(), parameter.parameter().axes().units(), 1);
  }

  /**
   * The units of an earlier node in a parameter that reads them. Flattened NHWC features come
   * channel after channel for one pixel after the other, so that of C channels, channel c owns the
   * entries c, C + c, 2 C + c, ...
   *
   * @param pixels how many of them
   */
  static UnitAxis ofInputs(NodeParameter parameter, int pixels) {
    return of(parameter.shape(), parameter.parameter().axes().inputs().orElseThrow(), pixels);
  }

  private static UnitAxis of(Shape shape, int axis, int pixels) {
    int outer = pixels;
    for (int i = 0; i < axis; i++) {
      outer *= shape.extent(i);
    }
    int units = shape.extent(axis) / pixels;
    return new UnitAxis(outer, units, shape.elements() / outer / units);
  }

  int at(int outerIndex, int unit, int innerIndex) {
    return (outerIndex * units + unit) * inner + innerIndex;
  }

  int elements() {
    return outer * units * inner;
  }

  UnitAxis withUnits(int newUnits) {
    return new UnitAxis(outer, newUnits, inner);
  }

  /** The tensor's entries with those of the replicas copied behind those of the teacher's units. */
  float[] replicate(HostTensor tensor, ReplicaMap map) {
    UnitAxis wide = withUnits(map.studentWidth());
    float[] result = new float[wide.elements()];
    for (int o = 0; o < outer; o++) {
      for (int unit = 0; unit < wide.units; unit++) {
        for (int i = 0; i < inner; i++) {
          result[wide.at(o, unit, i)] = tensor.get(at(o, map.teacherUnit(unit), i));
        }
      }
    }
    return result;
  }

  /** Where the entries of added units come from. */
  @FunctionalInterface
  interface Source {
    float next();

    /** Normally distributed around 0. */
    static Source normal(double deviation, Philox random) {
      return () -> (float) (deviation * random.nextGaussian());
    }
  }

  /** The tensor's entries with new ones behind those of the teacher's units, in row-major order. */
  float[] pad(HostTensor tensor, int newUnits, Source added) {
    UnitAxis wide = withUnits(newUnits);
    float[] result = new float[wide.elements()];
    for (int o = 0; o < outer; o++) {
      for (int unit = 0; unit < newUnits; unit++) {
        for (int i = 0; i < inner; i++) {
          result[wide.at(o, unit, i)] = unit < units ? tensor.get(at(o, unit, i)) : added.next();
        }
      }
    }
    return result;
  }
}
