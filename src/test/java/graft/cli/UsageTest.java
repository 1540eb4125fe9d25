package graft.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What is asked for and cannot be. */
class UsageTest extends TerminalSession {
  @Test
  void tooLargeANetworkIsAMistakeWithASentence() {
    CommandLine command = new CommandLine(new Main());
    assertThatThrownBy(
            () ->
                Usage.refusing(
                    command.getCommandSpec(),
                    () -> {
                      throw new OutOfMemoryError("heap");
                    }))
        .isInstanceOf(CommandLine.ParameterException.class)
        .hasMessageStartingWith("this takes more memory than the ")
        .hasMessageEndingWith("expected a smaller network, or a larger heap (-Xmx)");
  }

  private void assertIsRefused(String sentence, String... arguments) {
    assertThat(graft(arguments)).isEqualTo(2);
    assertThat(err.toString()).startsWith("graft: " + sentence).doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--epochs=1e3",
        "--epochs=1_0",
        "--epochs=0x10",
        "--epochs=3.0",
        "--epochs=٣",
        "--epochs=",
        "--epochs= 2",
        "--seed=1.5",
        "--seed=1,2",
        "--batch=NaN"
      })
  void whatIsNoWholeNumberIsSaidSo(String option) {
    String[] word = option.split("=", 2);
    assertIsRefused(
        "Invalid value for option '%s': found '%s', expected a whole number, such as 32"
            .formatted(word[0], word[1]),
        "train",
        "examples/lenet5.yaml",
        option);
  }

  /** Java reads some of these, as 1 or as infinity. */
  @ParameterizedTest
  @ValueSource(strings = {"1,5", "1d", "1f", "0x1p-3", "NaN", "Infinity", "1e", "", " 1", "٠.١"})
  void whatIsNoNumberIsSaidSo(String rate) {
    assertIsRefused(
        "Invalid value for option '--lr': found '"
            + rate
            + "', expected a number, such as 0.001 or 1e-3",
        "train",
        "examples/lenet5.yaml",
        "--lr=" + rate);
  }

  @ParameterizedTest
  @CsvSource({
    "--epochs, 2147483648, a whole number of at most 2147483647",
    "--limit, -2147483649, a whole number of at least -2147483648",
    "--seed, 9223372036854775808, a whole number of at most 9223372036854775807",
    "--lr, 1e39, a number of at most 3.4028234663852886E38",
    "--lr, 1e-50, '0, or a number of at least 1.401298464324817E-45'",
    "--checkpoint-every, 1e999, a number of at most 1.7976931348623157E308"
  })
  void aNumberOutOfRangeIsSaidWithTheRange(String option, String number, String expected) {
    assertIsRefused(
        "Invalid value for option '%s': found '%s', expected %s"
            .formatted(option, number, expected),
        "train",
        "examples/lenet5.yaml",
        option,
        number);
  }

  @Test
  void numbersMayHaveASignAndAnExponent() {
    assertIsRefused("--batch is 0", words("train examples/lenet5.yaml --epochs +3 --batch 0"));
    err.getBuffer().setLength(0);
    assertIsRefused(
        "--batch is 0",
        words("train examples/lenet5.yaml --lr .5E-2 --seed -9223372036854775808 --batch -0"));
  }

  @Test
  void aFileOfArgumentsIsNoneOfGrafts() {
    assertIsRefused(
        "Unmatched argument at index 2: '@pom.xml'", "train", "examples/lenet5.yaml", "@pom.xml");
  }

  @Test
  void theNodesToFreezeAreNamed() {
    assertIsRefused(
        "--freeze names no node", "train", "examples/lenet5.yaml", data(), "--freeze", ",");
  }

  @Test
  void whatAModelSaysItselfIsNotToldBeside() {
    assertIsRefused(
        "--input and --classes are for a training file, and here is a model",
        "summary",
        "here",
        "--input",
        "28,28,1");
  }

  @Test
  void everyCommandTellsTheVersionAndNoEmptyDefault() {
    for (CommandLine command : new CommandLine(new Main()).getSubcommands().values()) {
      String name = command.getCommandName();
      if (List.of("help", "generate-completion").contains(name)) {
        continue; // picocli's own
      }
      out.getBuffer().setLength(0);
      assertThat(graft(name, "--version")).as(name).isZero();
      assertThat(out.toString().strip()).as(name).startsWith("graft ");
      assertThat(graft(name, "--help")).as(name).isZero();
      assertThat(out.toString()).as(name).doesNotContain("Optional.empty", "Optional[");
    }
  }

  @Test
  void whatHasMoreElementsThanCanBeCountedIsRefusedInASentence() {
    assertThat(graft("summary", "examples/lenet5.yaml", "--input", "65536,65536,3")).isEqualTo(1);
    assertThat(err.toString())
        .contains("has more than 2^31 - 1 elements; expected a smaller batch, image or layer")
        .doesNotContain("\tat ");
  }

  @Test
  void aFolderWithoutAModelIsSaidSo() {
    for (String line :
        new String[] {
          "evaluate FOLDER --data=FOLDER/digits",
          "widen FOLDER fc1=200 -o FOLDER/none.safetensors",
          "diff FOLDER FOLDER"
        }) {
      assertThat(graft(words(line.replace("FOLDER", folder.toString())))).isEqualTo(1);
      assertThat(err.toString())
          .startsWith("graft: " + folder + ": found a folder without model.safetensors; expected");
      err.getBuffer().setLength(0);
    }
  }

  private static String data() {
    return "--data=" + folder.resolve("digits");
  }

  private static String[] words(String line) {
    return line.split(" ");
  }
}
