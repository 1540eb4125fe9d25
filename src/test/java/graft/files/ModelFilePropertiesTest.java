package graft.files;

import static org.assertj.core.api.Assertions.assertThat;

import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.NodeParameter;
import graft.model.Preprocessing;
import graft.model.TestNetworks;
import graft.tensor.HostTensor;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any network with any bits in its weights comes back from a file, and all that is said of it. */
class ModelFilePropertiesTest {
  @Property(tries = 100)
  void chainsComeBackAsTheyWere(@ForAll("chains") NetworkSpec spec, @ForAll long seed)
      throws IOException {
    assertComesBack(draw(spec, new Random(seed)));
  }

  @Property(tries = 100)
  void graphsComeBackAsTheyWere(@ForAll("graphs") NetworkSpec spec, @ForAll long seed)
      throws IOException {
    assertComesBack(draw(spec, new Random(seed)));
  }

  @Provide
  Arbitrary<NetworkSpec> chains() {
    return TestNetworks.chains();
  }

  @Provide
  Arbitrary<NetworkSpec> graphs() {
    return TestNetworks.graphs();
  }

  private static void assertComesBack(ModelFile written) throws IOException {
    Path file = Files.createTempFile("model", ".safetensors");
    try {
      written.write(file);
      ModelFile read = ModelFile.read(file);
      assertThat(read).isEqualTo(written);
      for (String name : written.model().weights().names()) {
        assertThat(AnyBits.of(read.model().weights().get(name)))
            .as(name)
            .isEqualTo(AnyBits.of(written.model().weights().get(name)));
      }
      byte[] bytes = Files.readAllBytes(file);
      read.write(file);
      assertThat(file).as("written again").hasBinaryContent(bytes);
    } finally {
      Files.delete(file);
    }
  }

  private static ModelFile draw(NetworkSpec spec, Random random) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (NodeParameter parameter : spec.parameters()) {
      tensors.put(parameter.name(), AnyBits.tensor(random, parameter.shape()));
    }
    int channels = spec.input().last();
    List<Double> mean = random.doubles(channels, -9, 9).boxed().toList();
    List<Double> deviation = random.doubles(channels, 1e-300, 1e-3).boxed().toList();
    List<String> names =
        IntStream.range(0, spec.outputShape().elements())
            .mapToObj(i -> random.nextBoolean() ? "Käfer \"" + i + "\"" : Integer.toString(i))
            .toList();
    ModelFile file =
        ModelFile.of(Model.of(spec, tensors), new Preprocessing(mean, deviation), names);
    return random.nextInt(4) == 0 ? file : file.withLineage(lineage(random)).withNote("a\tb", "ü");
  }

  private static Lineage lineage(Random random) {
    Lineage lineage =
        random.nextBoolean()
            ? Lineage.UNKNOWN
            : Lineage.madeAt(Instant.ofEpochSecond(random.nextInt(), random.nextInt(1 << 29)));
    for (int i = random.nextInt(3); i > 0; i--) {
      lineage =
          lineage
              .withParent(new Lineage.Parent("teacher " + i, sha256(random)))
              .withTransform(new Lineage.Transform("widen", Map.of("node", "c/1", "to", "64")))
              .withTransform(new Lineage.Transform("deepen", Map.of()))
              .withSeed(random.nextLong());
    }
    Map<String, String> checksums = new LinkedHashMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      checksums.put("train-images " + i, sha256(random));
    }
    Duration time = Duration.ofMillis(random.nextInt(Integer.MAX_VALUE) * 1000L + 7);
    return lineage
        .withData(new Lineage.Data("MNIST", checksums, random.nextInt(1 << 30), 10_000))
        .withTraining(random.nextInt(1000), time);
  }

  private static String sha256(Random random) {
    return "%064x".formatted(new BigInteger(256, random));
  }
}
