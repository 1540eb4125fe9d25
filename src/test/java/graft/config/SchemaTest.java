package graft.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import graft.files.NetworkJson;
import graft.files.OpType;
import graft.files.OpTypes;
import graft.model.NetworkSpec;
import graft.model.TestNetworks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** The schema for editors says what {@link TrainingFile} reads, judged by a validator. */
class SchemaTest {
  private static final Path FILE = Path.of("examples", "graft.schema.json");
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final String SOUND =
      """
      network: {nodes: [{name: f, op: flatten}, {name: z, op: dense, units: classes}]}
      training: {epochs: 3, batch: 32, optimizer: {sgd: {rate: 1e-2}}}
      """;

  private static Set<ValidationMessage> complaints(JsonNode document) throws IOException {
    JsonNode file = MAPPER.readTree(Files.readString(FILE));
    JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(file);
    return schema.validate(document);
  }

  /** As an editor reads it: by YAML's core schema, without what Graft knows of the keys. */
  private static JsonNode asAnEditorReads(String yaml) {
    LoadSettings settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
    return MAPPER.valueToTree(new Load(settings).loadFromString(yaml));
  }

  @Test
  void isTheOneThatFollowsFromTheForms() throws IOException {
    String expected = MAPPER.writeValueAsString(TrainingFile.schema()) + "\n";
    Path made = Files.writeString(Path.of("target", "graft.schema.json"), expected);
    assertThat(Files.readString(FILE))
        .as("the schema follows from the forms: cp %s %s", made, FILE)
        .isEqualTo(expected);
  }

  @Test
  void hasEveryOpAndAttribute() throws IOException {
    JsonNode nodes =
        MAPPER.readTree(FILE.toFile()).at("/properties/network/properties/nodes/items/oneOf");
    assertThat(nodes).hasSize(OpTypes.ALL.size());
    for (OpType<?> type : OpTypes.ALL) {
      JsonNode node = nodes.get(OpTypes.ALL.indexOf(type)).path("properties");
      assertThat(node.at("/op/const").asText()).isEqualTo(type.name());
      Set<String> keys = new TreeSet<>(type.attributes().names());
      keys.addAll(Set.of("name", "op", "inputs"));
      Set<String> found = new TreeSet<>();
      node.fieldNames().forEachRemaining(found::add);
      assertThat(found).isEqualTo(keys);
    }
  }

  @ParameterizedTest
  @MethodSource("graft.config.ExamplesTest#examples")
  void allowsTheExamples(Path example) throws IOException {
    assertThat(complaints(asAnEditorReads(Files.readString(example)))).isEmpty();
  }

  @Property(tries = 100)
  void allowsWhateverCanBeWritten(
      @ForAll("graphs") NetworkSpec spec, @ForAll("setups") TrainingSetup setup)
      throws IOException {
    ObjectNode document = MAPPER.createObjectNode();
    document.set("network", NetworkJson.write(spec));
    document.set("training", TrainingJson.write(setup));
    assertThat(complaints(MAPPER.readTree(document.toString()))).isEmpty();
  }

  @Provide
  Arbitrary<NetworkSpec> graphs() {
    return TestNetworks.graphs();
  }

  @Provide
  Arbitrary<TrainingSetup> setups() {
    return TestSetups.any();
  }

  @Test
  void allowsWhatMayBeLeftOut() throws IOException {
    assertThat(complaints(asAnEditorReads(SOUND))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "op: dense -> op: dence",
        "units: classes -> unit: 10",
        "units: classes -> units: many",
        "units: classes -> units: 0",
        ", units: classes -> ",
        "units: classes -> units: 10, bias: false",
        "name: z, -> ",
        "epochs: 3 -> epochs: 2.5",
        "epochs: 3, -> ",
        "batch: 32 -> batch: 0",
        "sgd: -> adam: ",
        "rate: 1e-2 -> rate: fast",
        "rate: 1e-2 -> rate: 1e-2, momentum: 1",
        "rate: 1e-2 -> momentum: 0.9",
        "{sgd: {rate: 1e-2}} -> sgd",
        "{rate: 1e-2}} -> {rate: 1e-2}, adamw: {rate: 1}}",
        "epochs: 3 -> epochs: 3, schedule: cosinus",
        "epochs: 3 -> epochs: 3, schedule: steps",
        "epochs: 3 -> epochs: 3, best-by: luck",
        "epochs: 3 -> epochs: 3, clip: 0",
        "epochs: 3 -> epochs: 3, augmentation: {crop: 4}",
        "epochs: 3 -> epochs: 3, preprocessing: {given: {mean: [0.5]}}",
        "training: -> trainning: "
      })
  void refusesWhatIsRefused(String change) throws IOException {
    String[] parts = change.split(" -> ", -1);
    String changed = SOUND.replace(parts[0], parts[1]);
    assertThat(changed).isNotEqualTo(SOUND);
    assertThat(complaints(asAnEditorReads(changed))).isNotEmpty();
  }
}
