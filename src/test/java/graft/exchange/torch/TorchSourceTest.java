package graft.exchange.torch;

import static org.assertj.core.api.Assertions.assertThat;

import graft.files.ModelFile;
import graft.files.Safetensors;
import graft.model.AveragePool2d;
import graft.model.BatchNorm;
import graft.model.Concat;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Dropout;
import graft.model.Flatten;
import graft.model.GlobalAveragePool;
import graft.model.GraphBuilder;
import graft.model.GraphBuilder.Source;
import graft.model.MaxPool2d;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Padding;
import graft.model.Preprocessing;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a module's source says of each op, by PyTorch's documentation of its functions. */
class TorchSourceTest {
  @TempDir private Path folder;

  /**
   * PyTorch pads above as below, by half a window at most; all else is padded before. What lies
   * outside counts for no maximum and for no mean.
   */
  @Test
  void bordersThatPytorchHasNotArePaddedBefore() {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(6, 6, 2));
    Source conv = graph.add("conv", new Conv2d(3, 3, 3, 2, Padding.SAME), graph.input());
    Source max = graph.add("max", new MaxPool2d(2, 1, Padding.SAME), conv);
    Source half = graph.add("half", new MaxPool2d(2, 1, Padding.all(1)), max);
    Source mean = graph.add("mean", new AveragePool2d(3, 1, Padding.all(1)), half);
    Source uneven = graph.add("uneven", new AveragePool2d(2, 1, Padding.SAME), mean);
    Source drop = graph.add("drop", new Dropout(0.25), uneven);
    Source cat = graph.add("cat", new Concat(), drop, uneven);
    Source pool = graph.add("pool", new GlobalAveragePool(), cat);
    NetworkSpec spec = graph.build(graph.add("fc", new Dense(2), pool));
    ModelFile file =
        ModelFile.of(
            Model.untrained(spec, 1), Preprocessing.scaled(2), List.of("a b", "\u00e9\"c\\"));

    assertThat(new TorchSource(file, "net.safetensors").text().lines().map(String::strip))
        .contains(
            "CLASSES = [\"a b\", \"\\u00e9\\u0022c\\u005c\"]",
            "self.conv = nn.Conv2d(2, 3, (3, 3), stride=2)",
            "conv = self.conv(functional.pad(x, (0, 1, 0, 1)))",
            "max = functional.max_pool2d(functional.pad(conv, (0, 1, 0, 1), value=-torch.inf), 2, 1)",
            "half = functional.max_pool2d(max, 2, 1, padding=(1, 1))",
            "mean = functional.avg_pool2d(half, 3, 1, padding=(1, 1), count_include_pad=False)",
            "uneven = functional.avg_pool2d(functional.pad(mean, (0, 1, 0, 1)), 2, 1)"
                + " / functional.avg_pool2d(functional.pad(torch.ones_like(mean), (0, 1, 0, 1)), 2, 1)",
            "drop = functional.dropout(uneven, 0.25, self.training)",
            "cat = torch.cat([drop, uneven], 1)",
            "pool = cat.mean((2, 3))");
  }

  /** A number for each feature lies as the features do: channel after channel. */
  @Test
  void normalisedFeaturesLieChannelAfterChannel() throws IOException {
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(2, 3, 2))
            .then("flatten", new Flatten())
            .then("norm", new BatchNorm())
            .then("fc", new Dense(2))
            .build();
    Map<String, HostTensor> tensors = new HashMap<>(Model.untrained(spec, 1).weights().tensors());
    float[] means = new float[12];
    for (int i = 0; i < means.length; i++) {
      means[i] = i;
    }
    tensors.put("norm/mean", HostTensor.of(Shape.of(12), means));
    Path file = folder.resolve("deep/er/net.safetensors");
    TorchWriter.write(ModelFile.of(Model.of(spec, tensors)), file);

    try (Safetensors written = Safetensors.open(file)) {
      assertThat(written.tensor("norm.running_mean").toArray())
          .containsExactly(0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11);
    }
    assertThat(Files.readString(folder.resolve("deep/er/net.py")))
        .contains("self.norm = nn.BatchNorm1d(12, eps=0.001, momentum=0.01)");
  }
}
