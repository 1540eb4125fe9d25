package graft.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.files.MistakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each mistake in a training, and the sentence that it gets. */
class TrainingMistakesTest {
  private static final String SOUND =
      """
      network: {nodes: [{name: f, op: flatten}, {name: z, op: dense, units: classes}]}
      training:
        epochs: 3
        batch: 32
        optimizer: {sgd: {rate: 1e-2}}
      """;

  @TempDir private Path folder;

  private TrainingFile read(String yaml) throws IOException {
    return TrainingFile.read(Files.writeString(folder.resolve("net.yaml"), yaml));
  }

  /** With another line in place of one. */
  private static Arguments with(String line, String instead, String sentence) {
    return Arguments.of(SOUND.replace(line, instead), sentence);
  }

  /** With another key of the training, in line 6. */
  private static Arguments with(String key, String sentence) {
    return Arguments.of(SOUND + "  " + key + "\n", sentence);
  }

  static Stream<Arguments> ofWhatHasToBeThere() {
    return Stream.of(
        Arguments.of(
            SOUND.lines().findFirst().orElseThrow(),
            "1:1: the document has no key 'training'; expected one with how it is trained"),
        with(
            "training:",
            "trainning:",
            "2:1: the document has a key 'trainning'; expected one of 'network', 'training' (did you mean 'training'?)"),
        with(
            "  epochs: 3\n",
            "",
            "3:3: training has no key 'epochs'; expected one with how often, at most, all training images are seen"),
        with(
            "batch: 32",
            "batch:",
            "4:9: training.batch is empty; expected a whole number, 1 or more"),
        with(
            "rate: 1e-2",
            "momentum: 0.9",
            "5:20: training.optimizer.sgd has no key 'rate'; expected one with the learning rate, which the schedule multiplies"),
        with(
            "{sgd: {rate: 1e-2}}",
            "sgd",
            "5:14: training.optimizer is 'sgd' alone; expected {sgd: {rate: ...}}"));
  }

  static Stream<Arguments> ofOptimizers() {
    return Stream.of(
        with(
            "{sgd: {rate: 1e-2}}",
            "{adam: {rate: 1e-2}}",
            "5:15: training.optimizer has a key 'adam'; expected one of 'sgd', 'adamw' (did you mean 'adamw'?)"),
        with(
            "{sgd: {rate: 1e-2}}",
            "{sgd: {rate: 1e-2}, adamw: {rate: 1}}",
            "5:14: training.optimizer has the keys sgd, adamw; expected exactly one of sgd, adamw"),
        with(
            "{sgd: {rate: 1e-2}}",
            "{}",
            "5:14: training.optimizer has no key; expected exactly one of sgd, adamw"),
        with(
            "{sgd: {rate: 1e-2}}",
            "[sgd]",
            "5:14: training.optimizer is a list of 1; expected keys with values: sgd, adamw"),
        with(
            "rate: 1e-2",
            "rate: 1e-2, weight_decay: 5e-4",
            "5:33: training.optimizer.sgd has a key 'weight_decay'; expected one of 'rate', 'momentum', 'nesterov', 'weight-decay', 'decays-all' (did you mean 'weight-decay'?)"),
        with(
            "rate: 1e-2",
            "rate: fast",
            "5:27: training.optimizer.sgd.rate is 'fast'; expected a number, 0 or more"),
        with(
            "rate: 1e-2",
            "rate: -0.1",
            "5:27: training.optimizer.sgd.rate is '-0.1'; expected a number, 0 or more"),
        with(
            "rate: 1e-2",
            "rate: 1e-2, momentum: 1",
            "5:43: training.optimizer.sgd.momentum is '1'; expected a number from 0 to below 1"),
        with(
            "rate: 1e-2",
            "rate: 1e-2, nesterov: yes",
            "5:43: training.optimizer.sgd.nesterov is 'yes'; expected true or false"));
  }

  static Stream<Arguments> ofOptions() {
    return Stream.of(
        with(
            "batch: 32",
            "batch: 0",
            "4:10: training.batch is '0'; expected a whole number, 1 or more"),
        with(
            "epochs: 3",
            "epochs: 2.5",
            "3:11: training.epochs is '2.5'; expected a whole number, 0 or more"),
        with("clip: 0", "6:9: training.clip is '0'; expected a number above 0"),
        with(
            "schedule: cosinus",
            "6:13: training.schedule is 'cosinus'; expected one of 'constant', 'steps', 'linear', 'cosine' (did you mean 'cosine'?)"),
        with(
            "schedule: {constant: 3}",
            "6:24: training.schedule.constant is '3'; expected {}, since nothing belongs to it"),
        with(
            "schedule: {steps: {factor: 0.1, after-epochs: [30, 20]}}",
            "6:21: training.schedule.steps: the rate changes after epoch 20, expected a later one than epoch 30"),
        with(
            "schedule: {steps: {factor: 0.1, after-epochs: 30}}",
            "6:49: training.schedule.steps.after-epochs is '30'; expected a list of epochs"),
        with("warm-up: -1", "6:12: training.warm-up is '-1'; expected a number, 0 or more"),
        with(
            "label-smoothing: 1.0",
            "6:20: training.label-smoothing is '1.0'; expected a number from 0 to below 1"),
        with(
            "early-stopping: {criterion: los, patience: 3}",
            "6:31: training.early-stopping.criterion is 'los'; expected 'loss' or 'accuracy'"),
        with("best-by: LOSS", "6:12: training.best-by is 'LOSS'; expected 'loss' or 'accuracy'"),
        with(
            "seed: 1e3", "6:9: training.seed is '1e3'; expected a whole number of at most 64 bits"),
        with(
            "augmentation: {pad: 2000}",
            "6:17: training.augmentation: pad is 2000, expected 0 to 1024"),
        with(
            "freeze: [y]",
            "6:12: training.freeze[0] is 'y'; expected one of 'f', 'z' (did you mean 'f'?)"),
        with("freeze: z", "6:11: training.freeze is 'z'; expected a list of nodes' names"),
        with(
            "freeze: []",
            "6:11: training.freeze is an empty list; expected a list of nodes' names"),
        with(
            "augmentation: {crop: 4}",
            "6:18: training.augmentation has a key 'crop'; expected one of 'pad', 'flip'"),
        with(
            "preprocessing: standardized",
            "6:18: training.preprocessing is 'standardized'; expected one of 'scaled', 'standardised', 'given' (did you mean 'standardised'?)"),
        with(
            "preprocessing: {given: {mean: [0.5, 0.5], deviation: [0.2]}}",
            "6:26: training.preprocessing.given: found means of 2 channels and deviations of 1, expected as many, and one or more"),
        with(
            "epochs: 4",
            "6:3: the key 'epochs' stands here again, after line 3; expected each key once"));
  }

  @ParameterizedTest
  @MethodSource({"ofWhatHasToBeThere", "ofOptimizers", "ofOptions"})
  void getsItsSentence(String yaml, String sentence) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(MistakeException.class)
        .hasMessage(folder.resolve("net.yaml") + ":" + sentence);
  }

  @Test
  void withoutThemItIsRead() throws IOException {
    assertThat(read(SOUND).training().options().optimizer().learningRate()).isEqualTo(0.01f);
  }
}
