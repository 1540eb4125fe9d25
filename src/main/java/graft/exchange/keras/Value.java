package graft.exchange.keras;

import graft.exchange.Borders;
import graft.exchange.Scale;
import graft.model.NetworkSpec;
import graft.model.Padding;

/**
 * What a layer gives while a model is read.
 *
 * @param node the network's, or {@link NetworkSpec#INPUT}
 * @param scale of the input, by channel, before anything else reads it
 * @param border zeros around an image, which the next window sees
 * @param plane whether it is images of one channel that have no axis for it in Keras
 * @param ended whether a softmax was left out behind it, so that nothing more may come
 */
record Value(String node, Scale scale, Padding.Explicit border, boolean plane, boolean ended) {
  /** What a node gives. */
  static Value of(String node, int channels) {
    return new Value(node, Scale.none(channels), Borders.NOTHING, false, false);
  }

  boolean isInput() {
    return node.equals(NetworkSpec.INPUT);
  }

  boolean hasBorder() {
    return !border.equals(Borders.NOTHING);
  }

  Value withScale(Scale newScale) {
    return new Value(node, newScale, border, plane, ended);
  }

  Value withBorder(Padding.Explicit newBorder) {
    return new Value(node, scale, newBorder, plane, ended);
  }

  Value withPlane(boolean newPlane) {
    return new Value(node, scale, border, newPlane, ended);
  }

  Value atEnd() {
    return new Value(node, scale, border, plane, true);
  }
}
