package graft.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import graft.nn.AdamW;
import graft.nn.Clipped;
import graft.nn.Optimizer;
import graft.nn.Sgd;
import graft.train.Schedule;
import graft.train.TrainingOptions;
import graft.train.WarmUpSchedule;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What the Java API can do, a file can say: what is added there and forgotten here shows. */
class FormsTest {
  private static Set<String> kinds(Class<?> of, Class<?>... others) {
    return new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("graft.nn", "graft.train")
            .stream()
            .filter(kind -> kind.isAssignableTo(of) && !kind.isInterface())
            .filter(kind -> Arrays.stream(others).noneMatch(kind::isEquivalentTo))
            .map(JavaClass::getSimpleName)
            .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The alternatives that a schema lists, each with keys of its own. */
  private static JsonNode alternatives(JsonNode schema) {
    JsonNode object = schema.has("oneOf") ? schema.at("/oneOf/1") : schema;
    return object.path("properties");
  }

  @Test
  void everyOptimizerAndScheduleStandsInItsTable() {
    // A clipped optimizer and a warm-up are keys beside the optimizer and the schedule.
    assertThat(kinds(Optimizer.class, Clipped.class)).containsExactly("AdamW", "Sgd");
    assertThat(alternatives(OptimizerForms.all().schema()).properties()).hasSize(2);
    assertThat(kinds(Schedule.class, WarmUpSchedule.class))
        .containsExactly("ConstantSchedule", "CosineSchedule", "LinearSchedule", "StepSchedule");
    assertThat(alternatives(ScheduleForms.all().schema()).properties()).hasSize(4);
  }

  @Test
  void everyNumberOfAnOptimizerHasAKey() {
    JsonNode optimizers = alternatives(OptimizerForms.all().schema());
    assertThat(optimizers.at("/sgd/properties")).hasSize(components(Sgd.class));
    assertThat(optimizers.at("/adamw/properties")).hasSize(components(AdamW.class));
  }

  private static int components(Class<?> record) {
    return record.getRecordComponents().length;
  }

  @Test
  void everyOptionOfATrainingHasAKey() {
    List<String> options =
        Arrays.stream(TrainingOptions.class.getRecordComponents())
            .map(RecordComponent::getName)
            .toList();
    assertThat(options)
        .containsExactly(
            "epochs",
            "batch",
            "optimizer",
            "schedule",
            "labelSmoothing",
            "stopping",
            "best",
            "seed",
            "graph",
            "augmentation",
            "freeze");
    JsonNode keys = TrainingForm.all().schema().path("properties");
    assertThat(StreamSupport.stream(((Iterable<String>) keys::fieldNames).spliterator(), false))
        .containsExactly(
            "epochs",
            "batch",
            "optimizer",
            "clip",
            "schedule",
            "warm-up",
            "label-smoothing",
            "early-stopping",
            "best-by",
            "seed",
            "graph",
            "augmentation",
            "freeze",
            "preprocessing");
  }
}
