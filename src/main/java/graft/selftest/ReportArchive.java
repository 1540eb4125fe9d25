package graft.selftest;

import graft.fetch.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** All that is needed to find out from afar why a self-test failed, in one file. */
final class ReportArchive {
  static final String ZIP = "gpu-report.zip";

  private static final int SECONDS_OF_NVIDIA_SMI = 10;
  private static final int SECONDS_OF_INFO = 60;

  private final Map<String, String> entries = new TreeMap<>();

  /** Texts of this machine, and of the run that failed. */
  ReportArchive(String cause, String log, List<String> info) {
    Redaction redaction = Redaction.ofUser();
    entries.put("cause.txt", redaction.apply(cause) + "\n");
    entries.put("log.txt", redaction.apply(log));
    entries.put("info.txt", redaction.apply(CommandText.of(info, SECONDS_OF_INFO)));
    entries.put("machine.txt", redaction.apply(MachineText.of(Path.of("/"), System.getenv())));
    entries.put(
        "nvidia-smi.txt",
        redaction.apply(
            CommandText.of(List.of("nvidia-smi"), SECONDS_OF_NVIDIA_SMI)
                + CommandText.of(List.of("nvidia-smi", "-q"), SECONDS_OF_NVIDIA_SMI)));
  }

  /** Adds a file as it is, if it is there. */
  void addReport(Path file) throws IOException {
    if (Files.exists(file)) {
      entries.put(String.valueOf(file.getFileName()), Files.readString(file));
    }
  }

  /** Adds Java's report of a crash. */
  void addCrash(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    entries.put(String.valueOf(file.getFileName()), Redaction.ofUser().crashReport(text));
  }

  /**
   * Writes it.
   *
   * @throws IOException if that fails
   */
  void write(Path zip) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry("gpu-report/" + entry.getKey()));
        out.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
        out.closeEntry();
      }
    }
    AtomicFile.write(zip, bytes.toByteArray());
  }
}
