package graft.exchange.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import graft.files.FileFormatException;
import java.nio.file.Path;

/** Sentences about nodes of a file that Graft cannot take. */
record Refusals(Path file) {
  /** Names the node, its operator, what was found there and what was expected. */
  FileFormatException of(NodeProto node, String found, String expected) {
    return FileFormatException.of(
        "%s: node '%s' (%s)".formatted(file, name(node), node.getOpType()), found, expected);
  }

  /** Of the file as a whole. */
  FileFormatException of(String found, String expected) {
    return FileFormatException.of(file, found, expected);
  }

  /** Nodes need no name; an output always has one. */
  private static String name(NodeProto node) {
    return node.getName().isEmpty() && node.getOutputCount() > 0
        ? node.getOutput(0)
        : node.getName();
  }
}
