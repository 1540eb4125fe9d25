package graft.platform;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is to be loaded for a GPU, and which card is to be opened.
 *
 * @param stack the libraries are of
 * @param ordinal of the card
 * @param uuid of the card; empty if it is not known
 * @param libraries by SONAME, in the order of loading, the driver first
 * @param compiler NVRTC by SONAME, in the order of loading; empty if there is none
 */
public record GpuPlan(
    CudaStack stack,
    int ordinal,
    String uuid,
    Map<String, Path> libraries,
    Map<String, Path> compiler) {
  private static final String COMPILER = "compiler";
  private static final int FIRST_FILE = 3;

  /** Keeps copies of the maps. */
  public GpuPlan {
    libraries = Collections.unmodifiableMap(new LinkedHashMap<>(libraries));
    compiler = Collections.unmodifiableMap(new LinkedHashMap<>(compiler));
  }

  /** For the command line of another JVM. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of(stack.name(), String.valueOf(ordinal), uuid));
    add(libraries, arguments);
    arguments.add(COMPILER);
    add(compiler, arguments);
    return arguments;
  }

  private static void add(Map<String, Path> files, List<String> arguments) {
    files.forEach(
        (name, file) -> arguments.addAll(List.of(name, file.toAbsolutePath().toString())));
  }

  /** Of {@link #arguments}. */
  public static GpuPlan of(String... arguments) {
    Map<String, Path> libraries = new LinkedHashMap<>();
    Map<String, Path> compiler = new LinkedHashMap<>();
    Map<String, Path> files = libraries;
    for (int i = FIRST_FILE; i < arguments.length; i++) {
      if (arguments[i].equals(COMPILER)) {
        files = compiler;
      } else {
        files.put(arguments[i], Path.of(arguments[i + 1]));
        i++;
      }
    }
    return new GpuPlan(
        CudaStack.valueOf(arguments[0]),
        Integer.parseInt(arguments[1]),
        arguments[2],
        libraries,
        compiler);
  }
}
