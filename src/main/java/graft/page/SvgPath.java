package graft.page;

import java.util.List;

/** The {@code d} of an SVG path: to a tenth, each point by its distance from the one before. */
final class SvgPath {
  private static final int PARTS = 10;

  private final StringBuilder path = new StringBuilder();
  private long x;
  private long y;

  /** Adds a line through places. */
  SvgPath open(List<Spot> spots) {
    for (int i = 0; i < spots.size(); i++) {
      long nextX = Math.round(spots.get(i).x() * PARTS);
      long nextY = Math.round(spots.get(i).y() * PARTS);
      if (i == 0) {
        path.append('M');
        pair(nextX, nextY);
      } else {
        path.append(i == 1 ? "l" : "");
        pair(nextX - x, nextY - y);
      }
      x = nextX;
      y = nextY;
    }
    return this;
  }

  /** Adds a polygon. */
  SvgPath closed(List<Spot> corners) {
    open(corners);
    path.append('z');
    return this;
  }

  /** Adds a line through places with its corners rounded. */
  SvgPath rounded(List<Spot> spots, double radius) {
    Spot before = spots.get(0);
    absolute("M", before);
    for (int i = 1; i < spots.size() - 1; i++) {
      Spot corner = spots.get(i);
      Spot behind = spots.get(i + 1);
      absolute("L", towards(corner, before, radius));
      absolute("Q", corner);
      absolute(" ", towards(corner, behind, radius));
      before = corner;
    }
    absolute("L", spots.get(spots.size() - 1));
    return this;
  }

  /** From a place towards another, at most half the way. */
  private static Spot towards(Spot from, Spot to, double length) {
    double distance = Math.hypot(to.x() - from.x(), to.y() - from.y());
    double share = distance == 0 ? 0 : Math.min(length / distance, 0.5);
    return new Spot(from.x() + share * (to.x() - from.x()), from.y() + share * (to.y() - from.y()));
  }

  private void absolute(String command, Spot to) {
    path.append(command);
    pair(Math.round(to.x() * PARTS), Math.round(to.y() * PARTS));
  }

  /** Adds a disc. */
  SvgPath disc(Spot at, double radius) {
    long r = Math.round(radius * PARTS);
    open(List.of(new Spot(at.x() - radius, at.y())));
    for (int turn : new int[] {1, -1}) {
      path.append('a');
      pair(r, r);
      path.append(" 0 1 0");
      pair(2 * r * turn, 0);
    }
    path.append('z');
    return this;
  }

  private void pair(long first, long second) {
    number(first);
    number(second);
  }

  /** A number needs a blank before it only where the one before could go on. */
  private void number(long tenths) {
    String text = text(tenths);
    boolean behindNumber = path.length() > 0 && Character.isDigit(path.charAt(path.length() - 1));
    path.append(behindNumber && !text.startsWith("-") ? " " : "").append(text);
  }

  static String text(double value) {
    return text(Math.round(value * PARTS));
  }

  private static String text(long tenths) {
    long size = Math.abs(tenths);
    String whole = size >= PARTS || size == 0 ? Long.toString(size / PARTS) : "";
    String part = size % PARTS == 0 ? "" : "." + size % PARTS;
    return (tenths < 0 ? "-" : "") + whole + part;
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
