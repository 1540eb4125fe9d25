package graft.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.files.MistakeException;
import graft.nn.Sgd;
import graft.train.Criterion;
import graft.train.EarlyStopping;
import graft.train.Schedule;
import graft.train.TrainingOptions;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Trainings through JSON, as text, and back. */
class TrainingJsonTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static TrainingSetup throughText(TrainingSetup setup) throws JsonProcessingException {
    String text = MAPPER.writeValueAsString(TrainingJson.write(setup));
    return TrainingJson.read(MAPPER.readTree(text), "model.safetensors");
  }

  @Property(tries = 500)
  void comesBackAsItWas(@ForAll("setups") TrainingSetup setup) throws JsonProcessingException {
    assertThat(throughText(setup)).isEqualTo(setup);
  }

  @Provide
  Arbitrary<TrainingSetup> setups() {
    return TestSetups.any();
  }

  @Test
  void everyOptionIsSaid() {
    TrainingOptions options =
        TrainingOptions.of(5, 32, Sgd.of(0.1f, 0.9f).clippedTo(1))
            .withSchedule(Schedule.cosine().afterWarmUp(0.5))
            .withBestBy(Criterion.LOSS)
            .withEarlyStopping(new EarlyStopping(Criterion.ACCURACY, 3));
    ObjectNode written =
        TrainingJson.write(new TrainingSetup(options, new PreprocessingChoice.Scaled()));
    assertThat(written)
        .hasToString(
            "{\"epochs\":5,\"batch\":32,"
                + "\"optimizer\":{\"sgd\":{\"rate\":0.1,\"momentum\":0.9,\"nesterov\":false,\"weight-decay\":0.0,\"decays-all\":false}},"
                + "\"clip\":1.0,\"schedule\":{\"cosine\":{\"end\":0.0}},\"warm-up\":0.5,\"label-smoothing\":0.0,"
                + "\"early-stopping\":{\"criterion\":\"accuracy\",\"patience\":3,\"minimum-gain\":0.0},\"best-by\":\"loss\","
                + "\"seed\":1,\"graph\":true,\"augmentation\":{\"pad\":0,\"flip\":false},\"preprocessing\":\"scaled\"}");
  }

  /** It has no words for it, but what is beside it is not lost. */
  @Test
  void whatAProgramMadeOfItsOwnIsToldToBeCode() {
    TrainingOptions options =
        TrainingOptions.of(5, 32, Sgd.of(0.1f, 0.9f)).withSchedule((step, run) -> 0.5);
    ObjectNode written =
        TrainingJson.write(new TrainingSetup(options, new PreprocessingChoice.Scaled()));
    assertThat(written.path("schedule").asText()).isEqualTo("code");
    assertThatThrownBy(() -> TrainingJson.read(written, "model.safetensors"))
        .isInstanceOf(MistakeException.class)
        .hasMessage(
            "model.safetensors: schedule is 'code', which stands for what a program made of its own; expected one of constant, steps, linear, cosine");
  }
}
