package graft.nn;

import graft.device.Ranges;
import java.util.List;

/** A planned layer whose passes are ranges of its name, for profilers. */
final class RangedLayer implements PlannedLayer {
  private final Ranges ranges;
  private final String name;
  private final PlannedLayer layer;

  RangedLayer(Ranges ranges, String name, PlannedLayer layer) {
    this.ranges = ranges;
    this.name = name;
    this.layer = layer;
  }

  @Override
  public void forward() {
    ranges.in(name, layer::forward);
  }

  @Override
  public void backward() {
    ranges.in(name, layer::backward);
  }

  @Override
  public List<Cost> forwardCosts() {
    return layer.forwardCosts();
  }

  @Override
  public List<Cost> backwardCosts() {
    return layer.backwardCosts();
  }

  @Override
  public String description() {
    return layer.description();
  }

  @Override
  public void close() {
    layer.close();
  }
}
