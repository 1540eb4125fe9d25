package graft.selftest;

import graft.fetch.FolderAside;
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
      try (FolderAside aside = FolderAside.temporary("graft-command")) {
        Path output = aside.path().resolve("output");
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
      }
    } catch (IOException e) {
      return "[" + e.getMessage() + "]\n";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "[interrupted]\n";
    }
  }
}
