package graft.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import jcuda.driver.JCudaDriver;

/**
 * What an answer about a GPU rests on.
 *
 * @param kind of the question
 * @param place what tells it from other questions of its kind: paths, the card, the environment
 * @param state what changes with updates, other files at the same paths, and each boot
 */
record MachineState(String kind, List<String> place, List<String> state) {
  // Variables of CUDA and its libraries, of the loader, and of the software device.
  private static final String VARIABLES = "(CUDA|CUDNN|CUBLAS|NVIDIA|NVRTC|LD|GRAFT)_.*";

  /**
   * Of a machine.
   *
   * @param about what else tells the question from others, such as the card's UUID
   * @param files that are loaded
   */
  static MachineState of(SystemView system, String kind, List<String> about, List<Path> files) {
    List<String> place = new ArrayList<>(about);
    files.forEach(file -> place.add(file.toString()));
    system.environment().entrySet().stream()
        .filter(variable -> variable.getKey().matches(VARIABLES))
        .map(variable -> variable.getKey() + "=" + variable.getValue().replaceAll("\\s", " "))
        .sorted()
        .forEach(place::add);
    List<String> state = new ArrayList<>();
    state.add("boot " + firstLine(system.at("/proc/sys/kernel/random/boot_id")));
    state.add("driver " + firstLine(system.at("/proc/driver/nvidia/version")));
    state.add(
        "nodes "
            + SystemView.list(system.at("/dev"), "nvidia*").stream()
                .map(node -> String.valueOf(node.getFileName()))
                .toList());
    state.add("java " + Runtime.version() + " of " + System.getProperty("java.home"));
    state.add("graft " + Build.version() + " " + build());
    files.forEach(file -> state.add("file " + stamp(file)));
    return new MachineState(kind, List.copyOf(place), List.copyOf(state));
  }

  private static String firstLine(Path file) {
    try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      return lines.findFirst().orElse("").strip();
    } catch (IOException e) {
      return "";
    }
  }

  /** The jars of Graft and JCuda, and the natives that are not in them. */
  private static List<String> build() {
    List<String> stamps = new ArrayList<>();
    for (Class<?> type : List.of(MachineState.class, JCudaDriver.class)) {
      stamps.add(stamp(jarOrClass(type)));
    }
    Bundled.buildFolder().ifPresent(folder -> stamps.add(stamp(folder.resolve(KernelImage.FILE))));
    return stamps;
  }

  /** Of classes in a folder, as a build leaves them, the class itself. */
  private static Path jarOrClass(Class<?> type) {
    Path place = ProbeClassPath.place(type);
    return Files.isDirectory(place)
        ? place.resolve(type.getName().replace('.', '/') + ".class")
        : place;
  }

  /** The file that a path leads to, with its size and time. */
  private static String stamp(Path file) {
    try {
      Path real = file.toRealPath();
      return real
          + " "
          + Files.size(real)
          + " "
          + Files.getLastModifiedTime(real, LinkOption.NOFOLLOW_LINKS).toMillis();
    } catch (IOException e) {
      return file + " is not there";
    }
  }
}
