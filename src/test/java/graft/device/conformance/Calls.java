package graft.device.conformance;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import jcuda.driver.JCudaDriver;
import jcuda.jcublas.JCublas2;
import jcuda.jcudnn.JCudnn;

/**
 * Runs one line of calls of cuDNN, cuBLAS and the driver, separated by semicolons: the function's
 * name as JCuda has it, then its arguments. An argument is a number, [1,2] for an array that the
 * call may read and write, *2 for an array of two nulls, - for a null pointer of the library, or a
 * name such as t0 for an opaque object that lives as long as the line: null for the library until a
 * call creates it. A line's result has for each call what it returned and its arrays after it.
 */
final class Calls implements AutoCloseable {
  private static final String CREATE = "Create";

  private final Map<String, Object> objects = new LinkedHashMap<>();
  private final Map<String, String> destructions = new LinkedHashMap<>();

  String run(String line) {
    return Arrays.stream(line.split("; ", -1)).map(this::call).collect(Collectors.joining("; "));
  }

  private String call(String text) {
    String[] words = text.split(" ", -1);
    Method method = method(words[0]);
    Class<?>[] types = method.getParameterTypes();
    if (types.length != words.length - 1) {
      throw new IllegalArgumentException(
          words[0] + ": expected " + types.length + " arguments, found " + text);
    }
    Object[] arguments = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      arguments[i] = argument(types[i], words[i + 1]);
    }
    Object returned = invoke(method, arguments);
    track(words, returned);
    StringJoiner result = new StringJoiner(" ");
    result.add(String.valueOf(returned));
    for (Object argument : arguments) {
      if (argument.getClass().isArray() && argument.getClass().getComponentType().isPrimitive()) {
        result.add(elements(argument));
      }
    }
    return result.toString();
  }

  private static Method method(String name) {
    return Arrays.stream(library(name).getMethods())
        .filter(method -> method.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("JCuda has no " + name));
  }

  private static Class<?> library(String name) {
    if (name.startsWith("cudnn")) {
      return JCudnn.class;
    }
    return name.startsWith("cublas") ? JCublas2.class : JCudaDriver.class;
  }

  private Object argument(Class<?> type, String word) {
    if (type == int.class) {
      return Integer.valueOf(word);
    }
    if (type == long.class) {
      return Long.valueOf(word);
    }
    if (type == double.class) {
      return Double.valueOf(word);
    }
    if (word.startsWith("*")) {
      return Array.newInstance(type.getComponentType(), Integer.parseInt(word.substring(1)));
    }
    if (type.isArray()) {
      return array(type.getComponentType(), word);
    }
    return word.equals("-") ? made(type) : objects.computeIfAbsent(word, name -> made(type));
  }

  private Object array(Class<?> element, String word) {
    List<Object> values = new ArrayList<>();
    for (String value : word.substring(1, word.length() - 1).split(",", -1)) {
      values.add(argument(element, value));
    }
    Object array = Array.newInstance(element, values.size());
    for (int i = 0; i < values.size(); i++) {
      Array.set(array, i, values.get(i));
    }
    return array;
  }

  private static String elements(Object array) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < Array.getLength(array); i++) {
      values.add(String.valueOf(Array.get(array, i)));
    }
    return "[" + String.join(",", values) + "]";
  }

  private static Object made(Class<?> type) {
    try {
      return type.getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("no argument of type " + type, e);
    }
  }

  private static Object invoke(Method method, Object... arguments) {
    try {
      return method.invoke(null, arguments);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(method.getName() + " threw", e);
    }
  }

  /** What a call created is destroyed with the line, unless a call of the line destroys it. */
  private void track(String[] words, Object returned) {
    if (!returned.equals(0)) {
      return;
    }
    if (words[0].contains(CREATE)) {
      destructions.put(words[1], words[0].replace(CREATE, "Destroy"));
    } else if (words[0].contains("Destroy")) {
      destructions.remove(words[1]);
    }
  }

  @Override
  public void close() {
    destructions.forEach((name, destroy) -> invoke(method(destroy), objects.get(name)));
  }
}
