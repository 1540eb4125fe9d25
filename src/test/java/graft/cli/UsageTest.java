package graft.cli;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What is asked for and cannot be. */
class UsageTest {
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
}
