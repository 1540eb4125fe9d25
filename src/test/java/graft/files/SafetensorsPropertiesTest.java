package graft.files;

import static org.assertj.core.api.Assertions.assertThat;

import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any names, shapes, dtypes and bits come back from a file as they were. */
class SafetensorsPropertiesTest {
  private static final List<Dtype> DTYPES = List.of(Dtype.values());

  @Property(tries = 200)
  void whatIsWrittenIsRead(
      @ForAll("texts") Map<String, String> metadata,
      @ForAll("texts") Map<String, String> names,
      @ForAll long seed)
      throws IOException {
    Random random = new Random(seed);
    SafetensorsWriter writer = new SafetensorsWriter();
    metadata.forEach(writer::metadata);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    Map<String, ByteBuffer> blocks = new LinkedHashMap<>();
    for (String name : names.keySet()) {
      if (random.nextBoolean()) {
        HostTensor tensor = AnyBits.tensor(random, shape(random));
        tensors.put(name, tensor);
        writer.tensor(name, tensor);
      } else {
        Dtype dtype = DTYPES.get(random.nextInt(DTYPES.size()));
        List<Long> shape = random.nextBoolean() ? List.of() : List.of(3L, (long) random.nextInt(4));
        byte[] bytes = new byte[(int) StoredTensor.bytes(shape, dtype).orElseThrow()];
        random.nextBytes(bytes);
        blocks.put(name, ByteBuffer.wrap(bytes));
        writer.block(name, dtype, shape, ByteBuffer.wrap(bytes));
      }
    }
    Path file = Files.createTempFile("properties", ".safetensors");
    try {
      writer.write(file);
      try (Safetensors read = Safetensors.open(file)) {
        assertThat(read.metadata()).isEqualTo(metadata);
        assertThat(read.tensors()).containsOnlyKeys(names.keySet());
        for (Map.Entry<String, HostTensor> entry : tensors.entrySet()) {
          HostTensor found = read.tensor(entry.getKey());
          assertThat(found.shape()).isEqualTo(entry.getValue().shape());
          assertThat(AnyBits.of(found)).isEqualTo(AnyBits.of(entry.getValue()));
        }
        for (Map.Entry<String, ByteBuffer> entry : blocks.entrySet()) {
          StoredTensor stored = read.tensors().get(entry.getKey());
          assertThat(read.bytes(entry.getKey())).isEqualTo(entry.getValue());
          int size = stored.dtype().orElseThrow().bytes();
          assertThat(stored.begin() % size).as("alignment of %s", stored).isZero();
        }
      }
    } finally {
      Files.delete(file);
    }
  }

  /** Unicode of all kinds, empty texts and control characters among them; not __metadata__. */
  @Provide
  Arbitrary<Map<String, String>> texts() {
    Arbitrary<String> text =
        Arbitraries.strings()
            .all()
            .ofMaxLength(12)
            .filter(t -> StandardCharsets.UTF_8.newEncoder().canEncode(t));
    return Arbitraries.maps(text, text).ofMaxSize(6);
  }

  private static Shape shape(Random random) {
    int[] extents = random.ints(1 + random.nextInt(4), 1, 5).toArray();
    return Shape.of(extents);
  }
}
