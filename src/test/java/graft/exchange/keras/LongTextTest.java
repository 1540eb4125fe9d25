package graft.exchange.keras;

import static org.assertj.core.api.Assertions.assertThat;

import graft.exchange.TestModels;
import graft.exchange.Told;
import graft.files.ModelFile;
import graft.model.Add;
import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.GlobalAveragePool;
import graft.model.GraphBuilder;
import graft.model.NetworkSpec;
import graft.model.Relu;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A network whose configuration is longer than what an object's header holds is written and read.
 */
class LongTextTest {
  /**
   * As deep as ResNet-110; Keras 3.15 loaded the file and gave Graft's logits (docs/exchange.md).
   */
  static ModelFile deep() {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(8, 6, 3));
    var last = graph.add("stem", Conv2d.same(3, 3), graph.input());
    for (int i = 1; i <= 110; i++) {
      var conv = graph.add("block" + i + "_conv", Conv2d.same(3, 3).withoutBias(), last);
      var norm = graph.add("block" + i + "_norm", new BatchNorm(), conv);
      var sum = graph.add("block" + i + "_sum", new Add(), norm, last);
      last = graph.add("block" + i + "_relu", new Relu(), sum);
    }
    NetworkSpec spec =
        graph.build(
            graph.add("logits", new Dense(4), graph.add("mean", new GlobalAveragePool(), last)));
    return TestModels.file(spec, 5);
  }

  @Test
  void aDeepNetworkComesBack(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("deep.h5");
    ModelFile written = deep();
    KerasWriter.write(written, file);

    ModelFile read = KerasReader.read(file, Told.nothing()).model();
    assertThat(read.model().weights()).isEqualTo(written.model().weights());
    assertThat(read.preprocessing()).isEqualTo(written.preprocessing());
  }

  /** Heaps begin at multiples of eight, and no place is left over in front of one. */
  @Test
  void aHeapBeginsWhereItFirstCan() {
    assertThat(LongText.aligned(16)).isEqualTo(16);
    assertThat(LongText.aligned(17)).isEqualTo(24);
    assertThat(LongText.aligned(23)).isEqualTo(24);
  }

  /** The text lies at the end, in a heap that takes as much as it says. */
  @Test
  void theHeapIsAsTheSpecificationSays(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("deep.h5");
    KerasWriter.write(deep(), file);
    byte[] content = Files.readAllBytes(file);
    String found = new String(content, StandardCharsets.ISO_8859_1);
    int at = found.lastIndexOf("GCOL");
    ByteBuffer heap = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);

    assertThat(at % 8).isZero();
    assertThat(heap.getInt(at + 4)).as("version").isEqualTo(1);
    assertThat(at + heap.getLong(at + 8)).as("end").isEqualTo(content.length);
    assertThat(heap.getShort(at + 16)).as("index").isEqualTo((short) 1);
    long length = heap.getLong(at + 24);
    assertThat(length).isGreaterThan(64 * 1024);
    assertThat(found.substring(at + 32)).startsWith("{\"class_name\":\"Functional\"");
    int rest = at + 32 + (int) (length + 7) / 8 * 8;
    assertThat(heap.getShort(rest)).as("what is left").isZero();
    assertThat(rest + heap.getLong(rest + 8)).isEqualTo(content.length);
    assertThat(heap.getLong(28)).as("end of file in the superblock").isEqualTo(content.length);
  }
}
