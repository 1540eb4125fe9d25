package graft.page;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.util.List;

/** A canvas of pixels, in the colours of a light page. */
final class ImageCanvas implements Canvas {
  private static final float[] LEVEL_DASHES = {6, 4};

  private final Palette palette = Palette.light();
  private final Graphics2D graphics;
  private final Font font;

  /**
   * A canvas.
   *
   * @param graphics scaled and moved to where the chart's lengths are meant
   * @param font of all texts
   */
  ImageCanvas(Graphics2D graphics, Font font) {
    this.graphics = graphics;
    this.font = font;
  }

  @Override
  public void line(Ink ink, Spot from, Spot to) {
    switch (ink) {
      case GRID -> pen(palette.colour("rule"), new BasicStroke(1));
      case AXIS -> pen(palette.colour("edge"), new BasicStroke(1));
      case LEVEL -> pen(palette.colour("ink"), dashes(1.2f, LEVEL_DASHES));
    }
    graphics.draw(new Line2D.Double(from.x(), from.y(), to.x(), to.y()));
  }

  @Override
  public void text(String text, Spot at, Anchor anchor, boolean quiet) {
    graphics.setColor(new Color(palette.colour(quiet ? "quiet" : "ink")));
    graphics.setFont(font);
    double width = graphics.getFontMetrics().getStringBounds(text, graphics).getWidth();
    double left =
        switch (anchor) {
          case START -> at.x();
          case MIDDLE -> at.x() - width / 2;
          case END -> at.x() - width;
        };
    graphics.drawString(text, (float) left, (float) at.y());
  }

  @Override
  public void series(int index) {
    // Pixels have no groups.
  }

  @Override
  public void path(Series.Stroke stroke, int slot, List<Spot> run) {
    int colour = palette.slot(slot);
    switch (stroke) {
      case SOLID -> pen(colour, new BasicStroke(2, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
      case DASHED -> pen(colour, dashes(2, new float[] {7, 5}));
      case DOTTED -> pen(colour, dashes(2.6f, new float[] {0.1f, 5}));
      case FAINT -> pen(colour, new BasicStroke(1));
    }
    float strength = stroke == Series.Stroke.FAINT ? 0.4f : 1;
    graphics.setComposite(AlphaComposite.SrcOver.derive(strength));
    graphics.draw(shape(run, false));
    graphics.setComposite(AlphaComposite.SrcOver);
  }

  @Override
  public void band(int slot, List<Spot> outline) {
    graphics.setColor(new Color(palette.slot(slot)));
    graphics.setComposite(AlphaComposite.SrcOver.derive(0.17f));
    graphics.fill(shape(outline, true));
    graphics.setComposite(AlphaComposite.SrcOver);
  }

  @Override
  public void markers(int slot, List<Spot> at) {
    for (Spot spot : at) {
      List<Spot> corners = Marker.corners(slot, spot);
      double r = Marker.RADIUS;
      Shape marker =
          corners.isEmpty()
              ? new Ellipse2D.Double(spot.x() - r, spot.y() - r, 2 * r, 2 * r)
              : shape(corners, true);
      graphics.setColor(new Color(palette.slot(slot)));
      graphics.fill(marker);
      pen(palette.colour("paper"), new BasicStroke(1));
      graphics.draw(marker);
    }
  }

  @Override
  public void leader(int slot, Spot from, Spot to) {
    pen(palette.slot(slot), new BasicStroke(1));
    graphics.draw(new Line2D.Double(from.x(), from.y(), to.x(), to.y()));
  }

  private void pen(int colour, BasicStroke stroke) {
    graphics.setColor(new Color(colour));
    graphics.setStroke(stroke);
  }

  private static BasicStroke dashes(float width, float[] dashes) {
    return new BasicStroke(
        width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 1, dashes.clone(), 0);
  }

  private static Path2D shape(List<Spot> spots, boolean closed) {
    Path2D path = new Path2D.Double();
    path.moveTo(spots.get(0).x(), spots.get(0).y());
    for (Spot spot : spots.subList(1, spots.size())) {
      path.lineTo(spot.x(), spot.y());
    }
    if (spots.size() == 1) {
      path.lineTo(spots.get(0).x(), spots.get(0).y());
    }
    if (closed) {
      path.closePath();
    }
    return path;
  }
}
