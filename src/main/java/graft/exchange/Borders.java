package graft.exchange;

import graft.model.Padding;
import graft.model.Windows;
import graft.tensor.Shape;
import java.util.List;

/** Zeros around images, as files tell them and as the network has them. */
public final class Borders {
  /** None. */
  public static final Padding.Explicit NOTHING = new Padding.Explicit(0, 0, 0, 0);

  private Borders() {}

  /**
   * A rule that gives these borders, if one does: the network then reads as it was written.
   *
   * @param image {@code [H, W, C]}
   * @param window rows and columns
   * @param rules in the order in which they are tried
   */
  public static Padding named(
      Shape image,
      List<Integer> window,
      int stride,
      Padding.Explicit borders,
      List<Padding> rules) {
    for (Padding rule : rules) {
      if (new Windows(window.get(0), window.get(1), stride, rule).borders(image).equals(borders)) {
        return rule;
      }
    }
    return borders;
  }

  /** One around the other. */
  public static Padding.Explicit sum(Padding.Explicit inner, Padding.Explicit outer) {
    return new Padding.Explicit(
        inner.top() + outer.top(),
        inner.bottom() + outer.bottom(),
        inner.left() + outer.left(),
        inner.right() + outer.right());
  }
}
