package graft.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import graft.files.Lineage.Data;
import graft.files.Lineage.Parent;
import graft.files.Lineage.Transform;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What made a model, in a file and where another model is made from it. */
class LineageTest {
  private static final String SHA_A = "a".repeat(64);
  private static final String SHA_0 = "0".repeat(64);
  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00.25Z");

  private final Lineage trained =
      Lineage.madeAt(NOON)
          .withParent(new Parent("teacher.safetensors", SHA_A))
          .withTransform(new Transform("widen", Map.of("conv1", "8")))
          .withTransform(new Transform("deepen", Map.of()))
          .withSeed(1)
          .withSeed(-2)
          .withData(new Data("shapes", Map.of("images", SHA_0), 600, 0))
          .withTraining(3, Duration.ofMillis(1500).plusNanos(1));

  private static Lineage read(String json) throws JsonProcessingException {
    return LineageJson.read(new ObjectMapper().readTree(json), "result.json");
  }

  @Test
  void allOfItStandsInAFileAndComesBack() throws JsonProcessingException {
    JsonNode written = LineageJson.write(trained);
    assertThat(written)
        .hasToString(
            "{\"parents\":[{\"file\":\"teacher.safetensors\",\"sha256\":\"%s\"}],".formatted(SHA_A)
                + "\"transforms\":[{\"name\":\"widen\",\"arguments\":{\"conv1\":\"8\"}},"
                + "{\"name\":\"deepen\",\"arguments\":{}}],\"seeds\":[1,-2],"
                + "\"data\":[{\"name\":\"shapes\",\"sha256\":{\"images\":\"%s\"},".formatted(SHA_0)
                + "\"training\":600,\"validation\":0}],\"epochs\":3,\"seconds\":1.5,"
                + "\"made\":\"2026-11-26T12:00:00.250Z\"}");
    assertThat(read(written.toString())).isEqualTo(trained);
  }

  @Test
  void whatIsNotKnownIsLeftOut() throws JsonProcessingException {
    assertThat(LineageJson.write(trained.withMade(Optional.empty())).has("made")).isFalse();
    assertThat(LineageJson.write(Lineage.UNKNOWN)).hasToString("{\"epochs\":0,\"seconds\":0.0}");
    assertThat(read("{}")).isEqualTo(Lineage.UNKNOWN);
  }

  /** Its training becomes one of the things that were done before. */
  @Test
  void aModelMadeFromATrainedOneBeginsWithItsPast() {
    Lineage next = trained.goneOn(NOON.plusSeconds(60));
    assertThat(next.parents()).isEqualTo(trained.parents());
    assertThat(next.seeds()).isEqualTo(trained.seeds());
    assertThat(next.transforms())
        .containsExactly(
            new Transform("widen", Map.of("conv1", "8")),
            new Transform("deepen", Map.of()),
            new Transform(
                "train",
                Map.of("epochs", "3", "seconds", "1.5", "data", "shapes", "samples", "600")));
    assertThat(next.transforms().get(2).arguments().keySet())
        .containsExactly("epochs", "seconds", "data", "samples");
    assertThat(next.made()).contains(NOON.plusSeconds(60));
    assertThat(List.of(next.data().size(), next.epochs())).containsExactly(0, 0);
    assertThat(next.training()).isZero();
  }

  @Test
  void ofSeveralDataSetsTheLastWasTrainedOn() {
    Lineage next = trained.withData(new Data("digits", Map.of(), 9, 1)).goneOn(NOON);
    assertThat(next.transforms().get(2).arguments())
        .containsEntry("data", "digits")
        .containsEntry("samples", "9");
    Lineage unknown = Lineage.UNKNOWN.withTraining(1, Duration.ZERO).goneOn(NOON);
    assertThat(unknown.transforms())
        .containsExactly(new Transform("train", Map.of("epochs", "1", "seconds", "0.0")));
  }

  @Test
  void whatWasNotTrainedHasNoTrainingInItsPast() {
    Lineage grown = trained.withTraining(0, Duration.ZERO);
    assertThat(grown.goneOn(NOON).transforms()).isEqualTo(trained.transforms());
  }

  @Test
  void numbersBelowZeroAndOtherChecksumsAreRefused() {
    assertThatThrownBy(() -> Lineage.UNKNOWN.withTraining(-1, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("found -1 epochs in PT0S, expected 0 or more in at most PT");
    for (Duration odd : List.of(Duration.ofMillis(-1), Duration.ofSeconds(Long.MAX_VALUE))) {
      assertThatThrownBy(() -> Lineage.UNKNOWN.withTraining(1, odd))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("found 1 epochs in " + odd);
    }
    assertThat(new Data("none", Map.of(), 0, 0).training()).isZero();
    assertThatThrownBy(() -> new Data("shapes", Map.of(), -1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("found -1 samples for training and 0 for validation, expected 0 or more");
    assertThatThrownBy(() -> new Data("shapes", Map.of(), 0, -1))
        .isInstanceOf(IllegalArgumentException.class);
    String upper = "A".repeat(64);
    assertThatThrownBy(() -> new Data("shapes", Map.of("images", upper), 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'%s' is no SHA-256, expected 64 lower-case hexadecimal digits", upper);
  }

  @Test
  void laterChangesOfTheirMapsChangeNothing() {
    Map<String, String> map = new LinkedHashMap<>(Map.of("images", SHA_0));
    Data data = new Data("shapes", map, 1, 1);
    Transform transform = new Transform("widen", map);
    map.put("labels", SHA_A);
    assertThat(data.sha256()).containsOnlyKeys("images");
    assertThat(transform.arguments()).containsOnlyKeys("images");
  }
}
