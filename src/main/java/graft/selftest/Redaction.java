package graft.selftest;

import graft.settings.Setting;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What leaves this machine in a report: no home folder, no secret, no variable but known ones. */
final class Redaction {
  /** Environment variables that change what CUDA or Java do, beside those of Graft. */
  private static final Set<String> VARIABLES =
      Set.of(
          "CUDA_VISIBLE_DEVICES",
          "CUDA_DEVICE_ORDER",
          "CUDA_MODULE_LOADING",
          "CUDA_LAUNCH_BLOCKING",
          "CUDA_CACHE_DISABLE",
          "CUDA_CACHE_PATH",
          "CUDA_FORCE_PTX_JIT",
          "CUDA_DISABLE_PTX_JIT",
          "CUDA_MPS_PIPE_DIRECTORY",
          "CUDA_HOME",
          "CUDA_PATH",
          "CUDNN_LOGLEVEL_DBG",
          "CUBLAS_WORKSPACE_CONFIG",
          "NVIDIA_VISIBLE_DEVICES",
          "NVIDIA_DRIVER_CAPABILITIES",
          "NVIDIA_TF32_OVERRIDE",
          "NVTX_INJECTION64_PATH",
          "LD_LIBRARY_PATH",
          "LD_PRELOAD",
          "PATH",
          "JAVA_HOME",
          "JAVA_TOOL_OPTIONS",
          "JDK_JAVA_OPTIONS",
          "_JAVA_OPTIONS",
          "VIRTUAL_ENV",
          "CONDA_PREFIX",
          "XDG_CACHE_HOME",
          "OMP_NUM_THREADS",
          "OMP_WAIT_POLICY",
          "WSL_DISTRO_NAME",
          "container");

  private static final String LEFT_OUT = "(left out)";

  /** Options for Java and addresses may carry one: -Dhttp.proxyPassword=..., https://user:word@. */
  private static final List<Pattern> SECRETS =
      List.of(
          Pattern.compile(
              "(?i)([\\w.-]*(?:password|passwd|secret|token|credential|api_?key)[\\w.-]*[=:])\\s*[^\\s,;\"']+"),
          Pattern.compile("(://)[^/@\\s:]+:[^/@\\s]+(?=@)"));

  private static final Pattern ASSIGNMENT = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=.*");

  private final String home;

  Redaction(String home) {
    this.home = home;
  }

  /** For this user. */
  static Redaction ofUser() {
    return new Redaction(System.getProperty("user.home", ""));
  }

  private static boolean isKnown(String name) {
    return VARIABLES.contains(name) || Setting.isOne(name);
  }

  /** A text without the home folder's name and without secrets. */
  String apply(String text) {
    // "/" alone is a home in some containers.
    String result = home.length() > 1 ? text.replace(home, "~") : text;
    for (Pattern secret : SECRETS) {
      result = secret.matcher(result).replaceAll("$1" + LEFT_OUT);
    }
    return result;
  }

  /** The known variables, a line each. */
  String environment(Map<String, String> all) {
    StringBuilder lines = new StringBuilder();
    new TreeMap<>(all)
        .forEach(
            (name, value) -> {
              if (isKnown(name)) {
                lines.append(name).append('=').append(value).append('\n');
              }
            });
    return apply(lines.toString());
  }

  /** Java's crash report lists variables of its own choice: only known ones stay. */
  String crashReport(String text) {
    StringBuilder kept = new StringBuilder();
    boolean variables = false;
    for (String line : text.lines().toList()) {
      variables = line.startsWith("Environment Variables:") || (variables && !line.isBlank());
      var assignment = ASSIGNMENT.matcher(line);
      if (!variables || !assignment.matches() || isKnown(assignment.group(1))) {
        kept.append(line).append('\n');
      }
    }
    return apply(kept.toString());
  }
}
