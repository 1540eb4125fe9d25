package graft.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.global.torch;

/** Writes the files of figures that Graft's tests are judged by: {@code make peer-figures}. */
public final class GoldenFiles {
  static final String SUFFIX = ".txt";

  private GoldenFiles() {}

  /** All cases. */
  static List<Case> cases() {
    return Stream.of(LayerCases.all(), NetworkCases.all(), TrainingCases.all())
        .flatMap(List::stream)
        .toList();
  }

  /**
   * Writes a file for each case.
   *
   * @param arguments the folder
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      System.err.println("usage: GoldenFiles FOLDER");
      System.exit(2);
    }
    Torch.forFigures();
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    for (Case golden : cases()) {
      golden.compute(torch.ScalarType.Double).write(folder.resolve(golden.name() + SUFFIX));
    }
    System.out.println(cases().size() + " files in " + folder);
    System.exit(0); // PyTorch's threads would keep the process
  }
}
