package graft.nn;

import graft.model.NodeParameter;
import graft.model.Parameter;
import graft.model.Shares;
import graft.tensor.Shape;
import java.util.Arrays;
import java.util.Map;

/** Shares along parameters' axes as blocks with a number for each element; 1 in the gaps. */
final class SharesOfElements {
  private SharesOfElements() {}

  /** s_in, {@code [trained floats]}. */
  static float[] inputs(ParameterLayout layout, Map<String, Shares> shares) {
    float[] block = ones(layout);
    for (NodeParameter parameter : layout.ordered()) {
      Parameter of = parameter.parameter();
      double[] along = shares.getOrDefault(parameter.name(), Shares.NONE).inputs();
      if (of.trained() && along.length > 0) {
        spread(
            along, of.shape(), of.axes().inputs().orElseThrow(), block, layout.offset(parameter));
      }
    }
    return block;
  }

  /** s_out, {@code [trained floats]}. */
  static float[] units(ParameterLayout layout, Map<String, Shares> shares) {
    float[] block = ones(layout);
    for (NodeParameter parameter : layout.ordered()) {
      Parameter of = parameter.parameter();
      double[] along = shares.getOrDefault(parameter.name(), Shares.NONE).units();
      if (of.trained() && along.length > 0) {
        spread(along, of.shape(), of.axes().units(), block, layout.offset(parameter));
      }
    }
    return block;
  }

  private static float[] ones(ParameterLayout layout) {
    float[] block = new float[layout.trainedFloats()];
    Arrays.fill(block, 1);
    return block;
  }

  private static void spread(double[] along, Shape shape, int axis, float[] block, int offset) {
    int stride = 1;
    for (int behind = axis + 1; behind < shape.rank(); behind++) {
      stride *= shape.extent(behind);
    }
    for (int i = 0; i < shape.elements(); i++) {
      block[offset + i] = (float) along[i / stride % along.length];
    }
  }
}
