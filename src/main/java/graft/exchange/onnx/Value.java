package graft.exchange.onnx;

/** What a name stands for while a graph is read. */
sealed interface Value permits Constant, Dimensions, Activation {
  /** For messages: "images of channels, rows and columns [3, 32, 32]". */
  String text();
}
