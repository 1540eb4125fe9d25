package graft.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A bar chart as a table whose rows show their figures as bars too. */
final class BarPicture {
  private BarPicture() {}

  static Html html(BarChart chart) {
    double largest = chart.bars().stream().mapToDouble(BarPicture::reach).max().orElse(0);
    List<Html> rows = new ArrayList<>();
    for (BarChart.Bar bar : chart.bars()) {
      rows.add(row(chart, bar, largest));
    }
    Html caption = Html.element("caption", Html.text(chart.title()));
    return Html.element("table", caption, Html.element("tbody", rows)).with("class", "bars");
  }

  private static Html row(BarChart chart, BarChart.Bar bar, double largest) {
    Html figure = Html.text(Figures.rounded(bar.value()) + " " + chart.unit());
    List<Html> cell = new ArrayList<>();
    cell.add(Html.element("span", figure));
    if (marked(bar)) {
      cell.add(Html.quiet(" (" + bar.markName() + " " + Figures.rounded(bar.mark()) + ")"));
    }
    return Html.element(
        "tr",
        Html.element("th", Html.text(bar.label())).with("scope", "row"),
        Html.element("td", picture(bar, largest)).with("class", "bar"),
        Html.element("td", cell).with("class", "number"));
  }

  private static Html picture(BarChart.Bar bar, double largest) {
    Html rect =
        Html.empty("rect")
            .with("class", "bar-value")
            .with("width", percent(bar.value(), largest))
            .with("height", "100%")
            .with("rx", "2");
    Html marks =
        marked(bar)
            ? Html.of(mark("bar-halo", bar, largest), mark("bar-mark", bar, largest))
            : Html.NONE;
    return Html.element("svg", rect, marks).with("aria-hidden", "true");
  }

  private static Html mark(String style, BarChart.Bar bar, double largest) {
    String at = percent(bar.mark(), largest);
    return Html.empty("line")
        .with("class", style)
        .with("x1", at)
        .with("x2", at)
        .with("y1", "-2")
        .with("y2", "18");
  }

  private static boolean marked(BarChart.Bar bar) {
    return Double.isFinite(bar.mark());
  }

  /** How far right a bar and its tick go, in the chart's unit. */
  private static double reach(BarChart.Bar bar) {
    double value = Double.isFinite(bar.value()) ? bar.value() : 0;
    return marked(bar) ? Math.max(value, bar.mark()) : value;
  }

  private static String percent(double value, double largest) {
    double share = largest > 0 && Double.isFinite(value) ? Math.max(0, value / largest) : 0;
    return String.format(Locale.ROOT, "%.2f%%", 99 * share);
  }
}
