package graft.page;

/** A line chart as a figure of a page. */
final class LinePicture {
  private LinePicture() {}

  static Html html(LineChart chart) {
    return Html.element("figure", Html.element("figcaption", Html.text(chart.title())));
  }
}
