package graft.selftest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a command says, for a report: it may be missing, fail or hang. */
final class CommandText {
  private CommandText() {}

  /**
   * Runs a command, and kills it after its limit.
   *
   * @return its output and its errors, or in brackets why there are none
   */
  static String of(List<String> command, int seconds) {
    try {
      Path output = Files.createTempFile("graft-command-", ".txt");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        String said = Files.readString(output, StandardCharsets.ISO_8859_1);
        return ended ? said : said + "[no end in " + seconds + " s]\n";
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      return "[" + e.getMessage() + "]\n";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "[interrupted]\n";
    }
  }
}
