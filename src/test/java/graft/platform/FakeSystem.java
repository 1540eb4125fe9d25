package graft.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A folder that stands for a machine's root. */
public final class FakeSystem {
  private final Path root;
  private final Map<String, String> environment = new HashMap<>();

  public FakeSystem(Path root) {
    this.root = root;
    variable("XDG_CACHE_HOME", path("/cache").toString());
  }

  /** An empty file; of a library what tells that this machine's loader can take it. */
  public FakeSystem file(String path) throws IOException {
    return path.contains(".so.") ? library(path, 2, 62) : file(path, "");
  }

  /**
   * The header of a library.
   *
   * @param elfClass 1 for 32 bits, 2 for 64
   * @param machine 62 for x86-64, 183 for aarch64
   */
  FakeSystem library(String path, int elfClass, int machine) throws IOException {
    return file(
        path,
        "\u007fELF" + (char) elfClass + "\1\1" + "\0".repeat(9) + "\3\0" + (char) machine + "\0");
  }

  /** The header of a library for x86 with 32 bits. */
  public FakeSystem library32(String path) throws IOException {
    return library(path, 1, 3);
  }

  /** A library under its SONAME, a link to the file that has its version in its name. */
  public FakeSystem library(String path, String version) throws IOException {
    String file = path.replaceFirst("\\.so\\..*", ".so." + version);
    file(file);
    Files.createSymbolicLink(path(path), path(file).getFileName());
    return this;
  }

  /** A file. */
  public FakeSystem file(String path, String content) throws IOException {
    Path file = root.resolve(path.substring(1));
    Files.createDirectories(file.getParent());
    Files.writeString(file, content, StandardCharsets.ISO_8859_1);
    return this;
  }

  /** An environment variable. */
  public FakeSystem variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Where a file of the machine really lies. */
  public Path path(String path) {
    return root.resolve(path.substring(1));
  }

  SystemView view() {
    return new SystemView(root, environment);
  }

  /** A card with half of its memory free. */
  static GpuCard card(int ordinal, String name, int capability) {
    long bytes = 16L << 30;
    return new GpuCard(
        ordinal,
        "GPU-0000000" + ordinal + "-1111-2222-3333-444444444444",
        new DeviceProperties(name, capability / 10, capability % 10, bytes),
        OptionalLong.of(bytes / 2),
        "");
  }

  /** A driver with one card. */
  static DriverProbe.Finding driver(int cuda, int capability) {
    return DriverProbe.Finding.of(cuda, List.of(card(0, "NVIDIA Test", capability)));
  }

  /**
   * The machine with a driver that has one device, and a compiler if its files are there.
   *
   * @param kernels whether the build has kernels for a GPU
   * @param cuda the version of CUDA that the driver supports
   * @param capability of its card
   */
  public DeviceSelection.Facts facts(boolean kernels, int cuda, int capability) {
    return new DeviceSelection.Facts(
        view(),
        driver -> driver(cuda, capability),
        kernels,
        libraries -> NvrtcCompiler.find(view(), libraries));
  }
}
