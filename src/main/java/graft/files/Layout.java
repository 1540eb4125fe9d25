package graft.files;

import graft.model.Axes;
import graft.model.Parameter;
import java.util.Map;

/** What the axes of a stored tensor count, outermost first, in words. */
final class Layout {
  /** KRSC: filters, rows and columns of the window, channels of the input. */
  private static final Map<Axes, String> NAMES =
      Map.of(
          Axes.of(0, 3), "KRSC",
          Axes.of(1, 0), "[in, out]",
          Axes.ofUnits(), "[out]");

  private Layout() {}

  /** That of a parameter: Graft stores it as it computes with it. */
  static String of(Parameter parameter) {
    String name = NAMES.get(parameter.axes());
    if (name == null) {
      throw new IllegalStateException("no layout has axes as " + parameter + " has");
    }
    return name;
  }
}
