package graft.platform;

import graft.fetch.AtomicFile;
import graft.fetch.FileProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What children said, kept on disk for the next start: one file for each question, with what the
 * answer rests on. A file of another state of the machine, or a damaged one, counts as none.
 */
final class VerdictCache {
  private static final Logger log = LoggerFactory.getLogger(VerdictCache.class);
  private static final String STATE = "state ";
  private static final String ANSWER = "answer ";
  private static final String PLACE = "place ";
  private static final String CHECKSUM = "crc32c ";

  private final Path folder;

  VerdictCache(SystemView system) {
    this.folder = system.cache().resolve("probe");
  }

  /** The lines that were kept for a question, if the machine is in the same state. */
  Optional<List<String>> find(MachineState question) {
    try {
      List<String> lines = Files.readAllLines(file(question));
      int end = lines.size() - 1;
      if (end < 0 || !lines.get(end).equals(checksum(lines.subList(0, end)))) {
        return Optional.empty();
      }
      List<String> content = lines.subList(0, end);
      return starting(content, STATE).equals(question.state())
              && starting(content, PLACE).equals(question.place())
          ? Optional.of(starting(content, ANSWER))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static List<String> starting(List<String> lines, String mark) {
    return lines.stream()
        .filter(line -> line.startsWith(mark))
        .map(line -> line.substring(mark.length()))
        .toList();
  }

  /** For the next start; what cannot be kept is asked again then. */
  void keep(MachineState question, List<String> answer) {
    List<String> lines = new ArrayList<>();
    question.state().forEach(line -> lines.add(STATE + line));
    question.place().forEach(line -> lines.add(PLACE + line));
    answer.forEach(line -> lines.add(ANSWER + line));
    lines.add(checksum(lines));
    try {
      Files.createDirectories(folder);
      AtomicFile.write(
          file(question), (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      log.warn("what was found of the GPU cannot be kept in {}: {}", folder, FileProblem.of(e));
    }
  }

  private Path file(MachineState question) {
    return folder.resolve(question.kind() + "-" + hash(question.place()) + ".txt");
  }

  private static String checksum(List<String> lines) {
    return CHECKSUM + hash(lines);
  }

  /** No SHA-256, whose provider takes Java 20 ms to set up: whole places are compared as well. */
  private static String hash(List<String> lines) {
    CRC32C sum = new CRC32C();
    sum.update(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    return String.format(Locale.ROOT, "%08x", sum.getValue());
  }
}
