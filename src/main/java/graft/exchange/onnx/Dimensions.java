package graft.exchange.onnx;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Extents of an activation that the graph computes with, as exporters write them for a reshaping.
 *
 * @param extents one each; {@link #BATCH} stands for the number of samples
 */
record Dimensions(List<Long> extents) implements Value {
  /** The number of samples, which a network does not know. */
  static final long BATCH = Long.MIN_VALUE;

  /** Keeps a copy of the list. */
  Dimensions {
    extents = List.copyOf(extents);
  }

  @Override
  public String text() {
    return extents.stream()
        .map(extent -> extent == BATCH ? "N" : Long.toString(extent))
        .collect(Collectors.joining(", ", "the extents [", "]"));
  }
}
