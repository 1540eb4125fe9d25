package graft.selftest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a machine's own files tell of NVIDIA's driver and of the system, as text. */
final class MachineText {
  private static final int MOST_BYTES = 64 << 10;

  private static final List<String> FILES =
      List.of(
          "/proc/driver/nvidia/version",
          "/proc/driver/nvidia/params",
          "/sys/module/nvidia/version",
          "/proc/version",
          "/etc/os-release",
          "/proc/self/limits");

  private MachineText() {}

  /**
   * All of it.
   *
   * @param root "/", or a folder that stands for it
   */
  static String of(Path root, Map<String, String> environment) {
    StringBuilder text = new StringBuilder("environment variables\n");
    text.append(Redaction.ofUser().environment(environment));
    text.append("\ndevice files\n");
    for (String glob : List.of("nvidia*", "dxg")) {
      list(root.resolve("dev"), glob).forEach(node -> text.append(permissions(node)));
    }
    FILES.forEach(name -> text.append(section(root, root.resolve(name.substring(1)))));
    for (Path card : list(root.resolve("proc/driver/nvidia/gpus"), "*")) {
      text.append(section(root, card.resolve("information")));
    }
    text.append("\n/proc/meminfo\n");
    read(root.resolve("proc/meminfo"))
        .lines()
        .limit(3)
        .forEach(line -> text.append(line).append('\n'));
    text.append("\n/proc/modules\n");
    read(root.resolve("proc/modules"))
        .lines()
        .filter(line -> line.startsWith("nvidia") || line.startsWith("nouveau"))
        .forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private static String section(Path root, Path file) {
    return "\n/" + root.relativize(file) + "\n" + read(file);
  }

  private static String permissions(Path node) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(node))
          + " "
          + Files.getOwner(node)
          + " "
          + node.getFileName()
          + (Files.isReadable(node) && Files.isWritable(node) ? "" : " (not open to this user)")
          + "\n";
    } catch (IOException e) {
      return node.getFileName() + " [" + e.getMessage() + "]\n";
    }
  }

  private static String read(Path file) {
    try (InputStream stream = Files.newInputStream(file)) {
      return new String(stream.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "[not there]\n";
    }
  }

  private static List<Path> list(Path folder, String glob) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, glob)) {
      entries.forEach(found::add);
    } catch (IOException e) {
      return List.of();
    }
    found.sort(null);
    return found;
  }
}
