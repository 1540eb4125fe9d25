package graft.exchange;

import graft.files.ModelFile;
import graft.model.BatchNorm;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.NodeParameter;
import graft.model.Preprocessing;
import graft.random.Philox;
import graft.tensor.HostTensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Models of which nothing may be lost on the way. */
public final class TestModels {
  private TestModels() {}

  /** With weights, statistics and a preprocessing that are all different. */
  public static ModelFile file(NetworkSpec spec, long seed) {
    Philox random = new Philox(seed, 1);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    Model untrained = Model.untrained(spec, seed);
    for (NodeParameter parameter : spec.parameters()) {
      float[] values = untrained.weights().get(parameter.name()).toArray();
      boolean positive = parameter.role().equals(BatchNorm.VARIANCE);
      for (int i = 0; i < values.length; i++) {
        values[i] += (positive ? random.nextInt(64) : random.nextInt(64) - 32) / 64f;
      }
      tensors.put(parameter.name(), HostTensor.of(parameter.shape(), values));
    }
    int channels = spec.input().last();
    return ModelFile.of(
        Model.of(spec, tensors),
        new Preprocessing(
            IntStream.range(0, channels).mapToObj(c -> 0.2 + 0.1 * c).toList(),
            IntStream.range(0, channels).mapToObj(c -> 0.3 - 0.02 * c).toList()),
        IntStream.range(0, spec.outputShape().elements()).mapToObj(c -> "class " + c).toList());
  }
}
