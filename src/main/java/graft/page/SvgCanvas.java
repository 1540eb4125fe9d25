package graft.page;

import java.util.ArrayList;
import java.util.List;

/** A canvas that becomes SVG; the page's style gives the colours. */
final class SvgCanvas implements Canvas {
  private final List<Html> done = new ArrayList<>();
  private List<Html> ofSeries = new ArrayList<>();
  private int series = -1;

  @Override
  public void line(Ink ink, Spot from, Spot to) {
    String name =
        switch (ink) {
          case GRID -> "grid";
          case AXIS -> "axis";
          case LEVEL -> "level";
        };
    add(path(new SvgPath().open(List.of(from, to)), name));
  }

  @Override
  public void text(String text, Spot at, Anchor anchor, boolean quiet) {
    Html html =
        Html.element("text", Html.text(text))
            .with("x", SvgPath.text(at.x()))
            .with("y", SvgPath.text(at.y()));
    if (anchor != Anchor.START) {
      html = html.with("text-anchor", anchor == Anchor.END ? "end" : "middle");
    }
    add(quiet ? html.with("class", "quiet") : html);
  }

  @Override
  public void series(int index) {
    close();
    series = index;
  }

  @Override
  public void path(Series.Stroke stroke, int slot, List<Spot> run) {
    String kind =
        switch (stroke) {
          case SOLID -> "line";
          case DASHED -> "line dashed";
          case DOTTED -> "line dotted";
          case FAINT -> "line faint";
        };
    add(path(new SvgPath().open(run), kind + " " + slot(slot)));
  }

  @Override
  public void band(int slot, List<Spot> outline) {
    add(path(new SvgPath().closed(outline), "band " + slot(slot)));
  }

  @Override
  public void markers(int slot, List<Spot> at) {
    add(path(markers(slot, at, new SvgPath()), "marker " + slot(slot)));
  }

  static SvgPath markers(int slot, List<Spot> at, SvgPath path) {
    for (Spot spot : at) {
      List<Spot> corners = Marker.corners(slot, spot);
      if (corners.isEmpty()) {
        path.disc(spot, Marker.RADIUS);
      } else {
        path.closed(corners);
      }
    }
    return path;
  }

  @Override
  public void leader(int slot, Spot from, Spot to) {
    add(path(new SvgPath().open(List.of(from, to)), "leader " + slot(slot)));
  }

  /** The class of a slot's colour. */
  static String slot(int slot) {
    return "slot-" + slot % Palette.SLOTS;
  }

  static Html path(SvgPath path, String style) {
    return Html.empty("path").with("class", style).with("d", path.toString());
  }

  private void add(Html html) {
    (series < 0 ? done : ofSeries).add(html);
  }

  private void close() {
    if (series >= 0) {
      done.add(Html.element("g", ofSeries).with("data-series", Integer.toString(series)));
      ofSeries = new ArrayList<>();
    }
  }

  /** All that was drawn. */
  Html html() {
    close();
    series = -1;
    return Html.of(done);
  }
}
