package graft.exchange.torch;

import static org.assertj.core.api.Assertions.assertThat;

import graft.exchange.TensorOrder;
import graft.exchange.TestModels;
import graft.files.ModelFile;
import graft.model.Add;
import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.GraphBuilder;
import graft.model.MaxPool2d;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Padding;
import graft.model.PeerFigures;
import graft.model.Relu;
import graft.reference.ReferenceNetwork;
import graft.reference.RelativeDifference;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What PyTorch's own modules computed with a state that Graft wrote; {@code make peer-figures}. */
class TorchFiguresTest {
  private static final Path KEPT = Path.of("src/test/resources/graft/exchange/torch");
  private static final String NAME = "residual";

  /** It grew from the other, and gives the same. */
  private static final String WIDER = "residual-wider";

  // PyTorch computed in float32.
  private static final double BAR = 1e-5;

  private static ModelFile model() {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(17, 16, 3));
    var conv1 = graph.add("conv1", Conv2d.same(4, 3).withoutBias(), graph.input());
    var norm = graph.add("bn1", new BatchNorm(1e-5, 0.9), conv1);
    var relu = graph.add("relu", new Relu(), norm);
    var first = graph.add("block.0", Conv2d.same(4, 3).withoutBias(), relu);
    var inner = graph.add("block.1", new BatchNorm(1e-5, 0.9), first);
    var second = graph.add("block.3", Conv2d.same(4, 3), graph.add("block.2", new Relu(), inner));
    var sum = graph.add("sum", new Relu(), graph.add("add", new Add(), relu, second));
    var pool = graph.add("pool", new MaxPool2d(2, 2), sum);
    var down = graph.add("down", new Conv2d(6, 1, 1, 2, Padding.VALID), pool);
    var flat = graph.add("flatten", new Flatten(), down);
    var hidden = graph.add("fc1-relu", new Relu(), graph.add("fc1", new Dense(10), flat));
    NetworkSpec spec = graph.build(graph.add("fc2", new Dense(5), hidden));
    return TestModels.file(spec, 7);
  }

  private static Map<String, ModelFile> models() {
    ModelFile first = model();
    Model wider = TestModels.wider(first.model());
    return Map.of(
        NAME, first, WIDER, ModelFile.of(wider, first.preprocessing(), first.classNames()));
  }

  @ParameterizedTest
  @ValueSource(strings = {NAME, WIDER})
  void logitsAreThoseOfPytorch(String name) {
    PeerFigures figures = PeerFigures.of("/graft/exchange/torch/", name);
    HostTensor fed = HostTensor.of(Shape.of(3, 3, 17, 16), figures.drawn("input"));

    double[] logits =
        ReferenceNetwork.logits(
            Objects.requireNonNull(models().get(name)).model(),
            TensorOrder.of(fed, 0, 2, 3, 1).toArray(),
            figures.batch());

    assertThat(RelativeDifference.of(logits, figures.computed("output"))).isLessThan(BAR);
  }

  /** So what PyTorch took is what Graft writes today. */
  @Test
  void keptFilesAreWhatGraftWrites(@TempDir Path folder) throws IOException {
    for (var model : models().entrySet()) {
      Path written = folder.resolve(model.getKey() + ".safetensors");
      TorchWriter.write(model.getValue(), written);
      assertThat(written).hasSameBinaryContentAs(KEPT.resolve(model.getKey() + ".safetensors"));
      assertThat(Files.readString(TorchWriter.source(written)))
          .isEqualTo(Files.readString(KEPT.resolve(model.getKey() + ".py")));
    }
  }

  /** Writes the files anew; the figures are PyTorch's then. */
  public static void main(String[] arguments) throws IOException {
    for (var model : models().entrySet()) {
      TorchWriter.write(model.getValue(), Path.of(arguments[0], model.getKey() + ".safetensors"));
    }
  }
}
