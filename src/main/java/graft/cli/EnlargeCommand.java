package graft.cli;

import graft.job.Growth;
import graft.model.NetworkSpec;
import graft.net2net.Enlarge;
import graft.net2net.Grown;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code graft enlarge}: larger windows and more input channels. */
@Command(
    name = "enlarge",
    description =
        "Gives convolutions of a model larger windows, or the model more input channels. What is added"
            + " is 0 at first and learns, so the function is preserved.",
    footer = {
      "",
      "Examples:",
      "  graft enlarge runs/digits conv1=5 conv2=3x5 -o larger.safetensors",
      "  graft enlarge runs/colours input=4 -o four-channels.safetensors"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class EnlargeCommand implements Callable<Integer> {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(?:x(\\d{1,9}))?");

  @Mixin private GrownFlags grown;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "NODE=SIZE",
      description =
          "a convolution and its new window, as 5, or 3x5 for 3 rows and 5 columns; or 'input' and its"
              + " new number of channels")
  private List<String> sizes = List.of();

  @Override
  public Integer call() throws IOException {
    return grown.run(false, this::larger);
  }

  private Growth larger(Growth teacher) {
    Growth growth = teacher;
    for (Map.Entry<String, String> size : Assignments.of(sizes, "conv1=5").entrySet()) {
      growth =
          growth.then(
              "enlarge",
              Map.of(size.getKey(), size.getValue()),
              larger(growth, size.getKey(), size.getValue()));
    }
    return growth;
  }

  private static Grown larger(Growth growth, String node, String text) {
    Matcher size = SIZE.matcher(text);
    boolean input = node.equals(NetworkSpec.INPUT);
    if (!size.matches() || (input && size.group(2) != null)) {
      throw new IllegalArgumentException(
          "%s=%s: found '%s', expected %s"
              .formatted(
                  node,
                  text,
                  text,
                  input ? "a number of channels, as 4" : "a window, as 5 or 3x5"));
    }
    int first = Integer.parseInt(size.group(1));
    if (input) {
      return Enlarge.inputs(growth.model(), first);
    }
    int second = size.group(2) == null ? first : Integer.parseInt(size.group(2));
    return Enlarge.kernel(growth.model(), node, first, second);
  }
}
