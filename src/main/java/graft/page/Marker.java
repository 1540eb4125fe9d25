package graft.page;

import java.util.ArrayList;
import java.util.List;

/** A shape for each slot, as the corners of a polygon; a disc has none. */
final class Marker {
  /** Of a disc. */
  static final double RADIUS = 3.6;

  /** Corners around the middle, x and y in turn, in the radius of the disc. */
  private static final double[][] SHAPES = {
    {}, // a disc
    {-0.95, -0.95, 0.95, -0.95, 0.95, 0.95, -0.95, 0.95}, // a square
    {0, -1.25, 1.2, 0.9, -1.2, 0.9}, // a triangle
    {0, -1.4, 1.4, 0, 0, 1.4, -1.4, 0}, // a diamond
    {0, 1.25, 1.2, -0.9, -1.2, -0.9}, // a triangle that stands on its tip
    cross(0.45, 1.25),
    {-0.55, -1.4, 0.55, -1.4, 0.55, 1.4, -0.55, 1.4}, // a bar
    turned(cross(0.45, 1.3)),
  };

  private Marker() {}

  /** The corners of a slot's shape around a place; none if it is a disc. */
  static List<Spot> corners(int slot, Spot at) {
    double[] shape = SHAPES[slot % SHAPES.length];
    List<Spot> corners = new ArrayList<>();
    for (int i = 0; i < shape.length; i += 2) {
      corners.add(new Spot(at.x() + RADIUS * shape[i], at.y() + RADIUS * shape[i + 1]));
    }
    return corners;
  }

  /** By an eighth of a turn. */
  private static double[] turned(double[] shape) {
    double[] turned = new double[shape.length];
    for (int i = 0; i < shape.length; i += 2) {
      turned[i] = (shape[i] - shape[i + 1]) * Math.sqrt(0.5);
      turned[i + 1] = (shape[i] + shape[i + 1]) * Math.sqrt(0.5);
    }
    return turned;
  }

  private static double[] cross(double arm, double reach) {
    return new double[] {
      -arm, -reach, arm, -reach, arm, -arm, reach, -arm, reach, arm, arm, arm, arm, reach, -arm,
      reach, -arm, arm, -reach, arm, -reach, -arm, -arm, -arm
    };
  }
}
