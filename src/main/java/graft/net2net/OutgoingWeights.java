package graft.net2net;

import graft.random.Philox;
import graft.tensor.HostTensor;

/**
 * Splits the outgoing weights of copied units among the copies. Computes in float64 and rounds
 * once, as the notebook's numpy does.
 */
final class OutgoingWeights {
  private final UnitAxis axis;
  private final UnitAxis wide;
  private final HostTensor kernel;
  private final ReplicaMap map;

  /**
   * @param axis the copied units in the consumer's kernel
   * @param kernel the consumer's kernel
   */
  OutgoingWeights(UnitAxis axis, HostTensor kernel, ReplicaMap map) {
    this.axis = axis;
    this.wide = axis.withUnits(map.studentWidth());
    this.kernel = kernel;
    this.map = map;
  }

  /** The student's outgoing weights, row-major, [outer, studentWidth, inner]. */
  float[] split(SymmetryBreaking breaking, Philox random) {
    if (breaking instanceof SymmetryBreaking.RandomShares) {
      return randomShares(random);
    }
    float[] result = equalShares();
    if (breaking instanceof SymmetryBreaking.Noise noise) {
      addNoise(result, noise.fraction() * replicaDeviation(), random);
    }
    return result;
  }

  private double share(int o, int studentUnit, int i) {
    int unit = map.teacherUnit(studentUnit);
    return (double) kernel.get(axis.at(o, unit, i)) / map.copies(unit);
  }

  private float[] equalShares() {
    float[] result = new float[wide.elements()];
    for (int o = 0; o < wide.outer(); o++) {
      for (int unit = 0; unit < wide.units(); unit++) {
        for (int i = 0; i < wide.inner(); i++) {
          result[wide.at(o, unit, i)] = (float) share(o, unit, i);
        }
      }
    }
    return result;
  }

  /** numpy's std of the replicas' outgoing weights: over the population, from float64 shares. */
  private double replicaDeviation() {
    long count = (long) wide.outer() * (wide.units() - axis.units()) * wide.inner();
    double mean = sumOverReplicas(0, false) / count;
    return Math.sqrt(sumOverReplicas(mean, true) / count);
  }

  private double sumOverReplicas(double center, boolean squared) {
    double sum = 0;
    for (int o = 0; o < wide.outer(); o++) {
      for (int unit = axis.units(); unit < wide.units(); unit++) {
        for (int i = 0; i < wide.inner(); i++) {
          double difference = share(o, unit, i) - center;
          sum += squared ? difference * difference : difference;
        }
      }
    }
    return sum;
  }

  private void addNoise(float[] result, double deviation, Philox random) {
    for (int o = 0; o < wide.outer(); o++) {
      for (int unit = axis.units(); unit < wide.units(); unit++) {
        for (int i = 0; i < wide.inner(); i++) {
          result[wide.at(o, unit, i)] =
              (float) (share(o, unit, i) + deviation * random.nextGaussian());
        }
      }
    }
  }

  private float[] randomShares(Philox random) {
    float[] result = new float[wide.elements()];
    double[] draws = new double[wide.units()];
    for (int o = 0; o < wide.outer(); o++) {
      for (int i = 0; i < wide.inner(); i++) {
        // Exponential numbers over their sum follow the flat Dirichlet distribution (Devroye 1986,
        // "Non-uniform random variate generation", chapter V: uniform spacings).
        double[] sums = new double[axis.units()];
        for (int unit = 0; unit < draws.length; unit++) {
          draws[unit] = -Math.log(1.0 - random.nextDouble());
          sums[map.teacherUnit(unit)] += draws[unit];
        }
        double[] given = new double[axis.units()];
        for (int unit = wide.units() - 1; unit >= 0; unit--) {
          int teacherUnit = map.teacherUnit(unit);
          double weight = kernel.get(axis.at(o, teacherUnit, i));
          // The originals come last and take what their rounded replicas left, so that rounding
          // does not add up over the copies.
          float part =
              (float)
                  (unit < axis.units()
                      ? weight - given[unit]
                      : weight * draws[unit] / sums[teacherUnit]);
          given[teacherUnit] += part;
          result[wide.at(o, unit, i)] = part;
        }
      }
    }
    return result;
  }
}
