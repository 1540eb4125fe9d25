package graft.page;

import graft.page.Series.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Fewer points of which a line looks the same: of each narrow column of the chart the first, the
 * last, the lowest and the highest. All of them are points of the line.
 */
final class Thinning {
  private static final int KEPT_OF_A_COLUMN = 4;

  private Thinning() {}

  /** At most about so many of the points; a point that breaks the line stays one. */
  static List<Point> of(List<Point> points, int most) {
    if (points.size() <= most) {
      return points;
    }
    int columns = Math.max(1, most / KEPT_OF_A_COLUMN);
    List<Point> kept = new ArrayList<>();
    for (int column = 0; column < columns; column++) {
      int from = (int) ((long) points.size() * column / columns);
      int to = (int) ((long) points.size() * (column + 1) / columns);
      kept.addAll(ofColumn(points.subList(from, to)));
    }
    return kept;
  }

  private static List<Point> ofColumn(List<Point> column) {
    TreeSet<Integer> kept = new TreeSet<>(List.of(0, column.size() - 1));
    List<Integer> drawn = new ArrayList<>();
    for (int i = 0; i < column.size(); i++) {
      if (Double.isFinite(column.get(i).y())) {
        drawn.add(i);
      } else if (kept.size() < KEPT_OF_A_COLUMN) {
        kept.add(i);
      }
    }
    Comparator<Integer> byHeight = Comparator.comparingDouble(i -> column.get(i).y());
    drawn.stream().min(byHeight).ifPresent(kept::add);
    drawn.stream().max(byHeight).ifPresent(kept::add);
    return kept.stream().map(column::get).toList();
  }
}
