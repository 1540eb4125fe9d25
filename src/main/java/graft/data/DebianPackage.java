package graft.data;

import graft.fetch.AtomicFile;
import graft.fetch.FileProblem;
import graft.fetch.FolderAside;
import graft.fetch.Sha256;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A data set that Debian and its derivatives package. It is fetched and unpacked without being
 * installed, which needs no root, and works wherever apt does: also behind a firewall that lets
 * only package registries through.
 */
final class DebianPackage {
  /** Fashion-MNIST's. */
  static final DebianPackage FASHION_MNIST =
      new DebianPackage(
          "dataset-fashion-mnist",
          Path.of("/usr/share/datasets/fashion-mnist"),
          List.of("apt-get"),
          List.of("dpkg"));

  private static final int LIMIT_SECONDS = 300;
  private static final int TICK_MILLIS = 200;

  private final String name;
  private final Path installed;
  private final List<String> aptGet;
  private final List<String> dpkg;

  /**
   * @param name of the package
   * @param installed the absolute folder of the four files once it is installed
   * @param aptGet the command
   * @param dpkg the command
   */
  DebianPackage(String name, Path installed, List<String> aptGet, List<String> dpkg) {
    this.name = name;
    this.installed = installed;
    this.aptGet = List.copyOf(aptGet);
    this.dpkg = List.copyOf(dpkg);
  }

  String name() {
    return name;
  }

  /** Where the files are on a machine that has the package installed. */
  Path installed() {
    return installed;
  }

  /**
   * Fetches the package and moves its four files into a folder, once their content is found right.
   *
   * @return what it is to be called, with its version
   * @throws DataException if that fails; it says what to do
   */
  String fetch(Map<DataFile, String> sha256, Path folder, DataListener listener)
      throws DataException {
    listener.message("fetching Debian's package " + name);
    try (FolderAside aside = FolderAside.create(folder, "debian")) {
      Path work = aside.path();
      Path deb = download(work, listener);
      run(command(dpkg, List.of("-x", deb.toString(), "unpacked")), work, listener);
      Path files = work.resolve("unpacked").resolve(installed.getRoot().relativize(installed));
      for (DataFile file : DataFile.values()) {
        Optional<Path> unpacked = file.in(files);
        if (unpacked.isEmpty()) {
          throw new DataException("Debian's package " + name + " has no " + file.plainName());
        }
        Optional<String> wrong = Sha256.mismatch(unpacked.get(), sha256.get(file));
        if (wrong.isPresent()) {
          throw new DataException(
              "Debian's package " + name + ", " + file.plainName() + ": " + wrong.get());
        }
        AtomicFile.rename(unpacked.get(), folder.resolve(unpacked.get().getFileName()));
      }
      return "Debian package " + name + version(deb);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException("fetching Debian's package " + name + " was interrupted", e);
    } catch (DataException e) {
      throw e;
    } catch (IOException e) {
      throw new DataException(
          "Debian's package " + name + " cannot be fetched: " + FileProblem.cause(e), e);
    }
  }

  private Path download(Path work, DataListener listener) throws IOException, InterruptedException {
    try {
      run(command(aptGet, options(), List.of("download", name)), work, listener);
    } catch (DataException e) {
      if (!lacksLists(e)) {
        throw e;
      }
      // Fresh containers come without lists, and only root may fill the system's: use our own.
      listener.message("apt has no package lists; fetching them into a temporary folder");
      List<String> own =
          List.of(
              "-o", "Dir::State::Lists=" + Files.createDirectories(work.resolve("lists")),
              "-o", "Dir::Cache=" + Files.createDirectories(work.resolve("cache")));
      try {
        run(command(aptGet, options(), own, List.of("update")), work, listener);
        run(command(aptGet, options(), own, List.of("download", name)), work, listener);
      } catch (DataException again) {
        throw new DataException(
            "apt has no package lists (as root: apt-get update), and fetching them failed: "
                + again.getMessage(),
            again);
      }
    }
    try (Stream<Path> files = Files.list(work)) {
      return files
          .filter(file -> file.toString().endsWith(".deb"))
          .findFirst()
          .orElseThrow(() -> new DataException("apt-get download left no package " + name));
    }
  }

  private static List<String> options() {
    return List.of(
        "-q",
        "-o",
        "Acquire::Retries=1",
        "-o",
        "Acquire::http::Timeout=10",
        "-o",
        "Acquire::https::Timeout=10");
  }

  private static boolean lacksLists(DataException e) {
    return e.getMessage().contains("Unable to locate package")
        || e.getMessage().contains("no installation candidate")
        || e.getMessage().contains("Can't find a source to download");
  }

  private String version(Path deb) {
    // NAME_VERSION_ARCHITECTURE.deb, with the version's colon and the like written as %3a.
    String[] parts = String.valueOf(deb.getFileName()).split("_", -1);
    return parts.length == 3 ? " " + parts[1].replace("%3a", ":") : "";
  }

  @SafeVarargs
  private static List<String> command(List<String>... parts) {
    List<String> words = new ArrayList<>();
    for (List<String> part : parts) {
      words.addAll(part);
    }
    return words;
  }

  private void run(List<String> command, Path work, DataListener listener)
      throws IOException, InterruptedException {
    Path output = work.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(output.toFile());
    builder.environment().put("LC_ALL", "C"); // its messages are looked at
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new DataException(command.get(0) + " cannot be run on this machine", e);
    }
    try {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
      while (!process.waitFor(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
        listener.progress(name, size(work), -1);
        if (System.nanoTime() > deadline) {
          throw new DataException(
              String.join(" ", command) + " took more than " + LIMIT_SECONDS + " s");
        }
      }
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      String said = Files.readString(output, StandardCharsets.UTF_8).strip();
      throw new DataException(
          command.get(0)
              + " failed with exit status "
              + process.exitValue()
              + ": "
              + said.lines().reduce((first, last) -> last).orElse("no message"));
    }
  }

  private static long size(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(Path::toFile).filter(File::isFile).mapToLong(File::length).sum();
    }
  }
}
