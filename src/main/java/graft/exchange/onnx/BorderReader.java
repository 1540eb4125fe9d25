package graft.exchange.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import graft.exchange.Borders;
import graft.files.FileFormatException;
import graft.model.Padding;
import graft.model.Windows;
import graft.tensor.Shape;
import java.util.List;
import java.util.Optional;

/** Reads what is around the images that windows slide over: pads, auto_pad, ceil_mode. */
final class BorderReader {
  private final Reading reading;

  BorderReader(Reading reading) {
    this.reading = reading;
  }

  /** Of a pooling, whose border ceil_mode widens. */
  Padding ofPooling(NodeProto node, Attributes attributes, Activation input, int window, int stride)
      throws FileFormatException {
    boolean ceil = attributes.integer("ceil_mode", 0) != 0;
    List<Integer> both = List.of(window, window);
    Padding.Explicit borders =
        of(node, attributes, input, both, stride, input.border().orElse(Borders.NOTHING));
    if (ceil) {
      Shape image = input.shape();
      borders =
          new Padding.Explicit(
              borders.top(),
              borders.bottom()
                  + beyond(image.extent(0), borders.top(), borders.bottom(), window, stride),
              borders.left(),
              borders.right()
                  + beyond(image.extent(1), borders.left(), borders.right(), window, stride));
    }
    return Borders.named(
        input.shape(), both, stride, borders, List.of(Padding.VALID, Padding.SAME));
  }

  /**
   * How much further a last window reaches that ceil_mode adds; one that would begin in the border
   * behind is not added, as in PyTorch, whence the attribute comes.
   */
  private static int beyond(int extent, int before, int behind, int window, int stride) {
    int over = extent + before + behind - window;
    int count = Math.floorDiv(over + stride - 1, stride) + 1;
    if ((count - 1) * stride >= extent + before) {
      count--;
    }
    return Math.max(0, (count - 1) * stride - over);
  }

  /** Of a convolution or pooling, with a border that a Pad in front of it gave. */
  Padding.Explicit of(
      NodeProto node,
      Attributes attributes,
      Activation input,
      List<Integer> window,
      int stride,
      Padding.Explicit more)
      throws FileFormatException {
    String rule = attributes.text("auto_pad", "NOTSET");
    Optional<List<Long>> told = attributes.integers("pads");
    if (rule.equals("NOTSET")) {
      List<Integer> pads = attributes.small("pads", told.orElse(List.of(0L, 0L, 0L, 0L)), 4);
      return new Padding.Explicit(
          pads.get(0) + more.top(),
          pads.get(2) + more.bottom(),
          pads.get(1) + more.left(),
          pads.get(3) + more.right());
    }
    if (rule.equals("VALID")) {
      return more;
    }
    if (rule.equals("SAME_UPPER") && more.equals(Borders.NOTHING)) {
      return same(input, window, stride);
    }
    if (rule.equals("SAME_LOWER") && more.equals(Borders.NOTHING)) {
      Padding.Explicit upper = same(input, window, stride);
      int rows = upper.top() + upper.bottom();
      int columns = upper.left() + upper.right();
      return new Padding.Explicit(rows - rows / 2, rows / 2, columns - columns / 2, columns / 2);
    }
    throw reading
        .refusals()
        .of(node, "auto_pad " + rule, "NOTSET, VALID, SAME_UPPER or SAME_LOWER, and one border");
  }

  private static Padding.Explicit same(Activation input, List<Integer> window, int stride) {
    return new Windows(window.get(0), window.get(1), stride, Padding.SAME).borders(input.shape());
  }
}
