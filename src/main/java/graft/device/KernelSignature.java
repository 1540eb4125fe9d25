package graft.device;

import graft.platform.Bundled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The parameters of a kernel as its source declares them: the build gathers the declarations. The
 * driver reads as many as there are from wherever the arguments begin, so a launch with others
 * would read and write at random.
 *
 * @param parameters in order
 */
record KernelSignature(List<Parameter> parameters) {
  private static final Pattern DECLARATION =
      Pattern.compile(
          "^extern \"C\"\\s+(?:GRID_STRIDE_KERNEL|GRID_LANES_KERNEL|__global__\\s+void)\\s+"
              + "(\\w+)\\(([^)]*)\\)",
          Pattern.MULTILINE);

  private static final Map<String, KernelSignature> BUNDLED =
      Bundled.content("kernel-declarations.txt")
          .map(text -> read(new String(text, StandardCharsets.UTF_8)))
          .orElse(Map.of());

  KernelSignature {
    parameters = List.copyOf(parameters);
  }

  /** Of a kernel of this build; empty for another one. */
  static Optional<KernelSignature> of(String kernel) {
    return Optional.ofNullable(BUNDLED.get(kernel));
  }

  /** Of all kernels that a text declares. */
  static Map<String, KernelSignature> read(String text) {
    Map<String, KernelSignature> found = new HashMap<>();
    Matcher declarations = DECLARATION.matcher(text);
    while (declarations.find()) {
      List<Parameter> parameters = new ArrayList<>();
      for (String parameter : declarations.group(2).split(",", -1)) {
        parameters.add(Parameter.of(parameter.strip()));
      }
      found.put(declarations.group(1), new KernelSignature(parameters));
    }
    return found;
  }

  /** The names of the kernels of this build. */
  static Set<String> names() {
    return BUNDLED.keySet();
  }

  /**
   * A parameter.
   *
   * @param name in the source
   * @param type of its argument
   */
  record Parameter(String name, Class<?> type) {
    static Parameter of(String declared) {
      String name = declared.replaceFirst(".*\\W", "");
      String type = declared.substring(0, declared.length() - name.length());
      return new Parameter(name, type(declared, type.replaceAll("\\b(const|unsigned)\\b", "")));
    }

    private static Class<?> type(String declared, String type) {
      if (type.contains("*")) {
        return DevicePointer.class;
      }
      return switch (type.strip()) {
        case "int" -> Integer.class;
        case "long long" -> Long.class;
        case "float" -> Float.class;
        case "double" -> Double.class;
        default -> throw new IllegalStateException("the kernel's parameter '" + declared + "'");
      };
    }

    @Override
    public String toString() {
      return type.getSimpleName() + " " + name;
    }
  }

  /**
   * Refuses other arguments.
   *
   * @throws IllegalArgumentException if there are more or fewer, or one is of another type
   */
  void require(String kernel, Object[] arguments) {
    boolean fit = arguments.length == parameters.size();
    for (int i = 0; fit && i < arguments.length; i++) {
      fit = parameters.get(i).type().isInstance(arguments[i]);
    }
    if (!fit) {
      throw new IllegalArgumentException(
          "kernel %s: found arguments (%s), expected (%s)"
              .formatted(
                  kernel,
                  Arrays.stream(arguments)
                      .map(it -> it == null ? "null" : it.getClass().getSimpleName())
                      .collect(Collectors.joining(", ")),
                  parameters.stream().map(Parameter::toString).collect(Collectors.joining(", "))));
    }
  }
}
