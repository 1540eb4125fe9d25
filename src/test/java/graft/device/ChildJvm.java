package graft.device;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts Java in another process, its standard error in its output. */
public final class ChildJvm {
  private static final int NATIVE_ACCESS_IS_ASKED_FOR = 22;

  private ChildJvm() {}

  /** With this process's classes and natives. */
  public static Process startAlike(
      Map<String, String> environment, Class<?> main, String... arguments) throws IOException {
    List<String> options = new ArrayList<>();
    for (String name : List.of("graft.jcuda.dir", "graft.native.dir")) {
      options.add("-D" + name + "=" + System.getProperty(name));
    }
    options.addAll(List.of("-cp", System.getProperty("java.class.path")));
    return start(environment, options, main, arguments);
  }

  public static Process start(
      Map<String, String> environment, List<String> options, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // It is mostly starting; what compiles less starts sooner.
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    if (Runtime.version().feature() >= NATIVE_ACCESS_IS_ASKED_FOR) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(options);
    command.add(main.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return builder.start();
  }
}
