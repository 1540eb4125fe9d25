package graft.net2net;

import graft.nn.Conv2d;
import graft.nn.Dense;
import graft.nn.Layer;
import graft.random.Philox;
import graft.tensor.HostTensor;
import graft.tensor.Shape;

/**
 * Where a layer's units lie in a row-major tensor that has one entry, or one row of entries, for
 * each of them: the tensor seen as {@code [outer, units, inner]}. One view serves every kernel and
 * bias that widening touches.
 */
record UnitAxis(int outer, int units, int inner) {
  /** The output units of a layer with weights in its own kernel. */
  static UnitAxis ofOutputs(Layer layer, Shape kernel) {
    if (layer instanceof Conv2d conv) { // [K, R, S, C]
      return new UnitAxis(1, conv.filters(), kernel.elements() / conv.filters());
    }
    return new UnitAxis(kernel.extent(0), ((Dense) layer).units(), 1); // [in, out]
  }

  /**
   * The units of an earlier layer in the kernel of the layer that consumes them.
   *
   * @param units the earlier layer's channels or units
   */
  static UnitAxis ofInputs(Layer consumer, Shape kernel, int units) {
    if (consumer instanceof Conv2d) { // [K, R, S, C]
      return new UnitAxis(kernel.elements() / units, units, 1);
    }
    // [in, out]: flattened NHWC features come channel after channel for one pixel after the other,
    // so channel c owns the rows c, c + units, c + 2 units, ...
    int in = kernel.extent(0);
    return new UnitAxis(in / units, units, ((Dense) consumer).units());
  }

  static UnitAxis ofBias(int units) {
    return new UnitAxis(1, units, 1);
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

  /** The tensor's entries with normally distributed ones behind those of the teacher's units. */
  float[] pad(HostTensor tensor, int newUnits, double deviation, Philox random) {
    UnitAxis wide = withUnits(newUnits);
    float[] result = new float[wide.elements()];
    for (int o = 0; o < outer; o++) {
      for (int unit = 0; unit < newUnits; unit++) {
        for (int i = 0; i < inner; i++) {
          result[wide.at(o, unit, i)] =
              unit < units
                  ? tensor.get(at(o, unit, i))
                  : (float) (deviation * random.nextGaussian());
        }
      }
    }
    return result;
  }
}
