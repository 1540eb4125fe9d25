package graft.crash;

import graft.cli.CommandRunner;
import graft.cli.Main;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** The command line, in this process. */
final class Commands {
  private Commands() {}

  /** The exit code; what is wrong goes to System.err. */
  static int graft(String... words) {
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    return CommandRunner.run(new Main(), new PrintWriter(Writer.nullWriter()), err, words);
  }

  /** The words of a line, FOLDER put in. */
  static int graft(java.nio.file.Path folder, String line) {
    String[] words = line.split(" ", -1);
    for (int i = 0; i < words.length; i++) {
      words[i] = words[i].replace("FOLDER", folder.toString());
    }
    return graft(words);
  }
}
