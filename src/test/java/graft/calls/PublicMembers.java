package graft.calls;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All that Java programs can call of the engine: constructors and methods of its public types. Not
 * of rooms that serve the command line or the tests alone: cli, page, report, selftest, reference;
 * nor of those that look at the machine: platform, fetch, settings.
 */
final class PublicMembers {
  private static final List<String> ROOMS =
      List.of(
          "tensor",
          "random",
          "model",
          "device",
          "data",
          "nn",
          "train",
          "predict",
          "net2net",
          "exchange",
          "files",
          "config",
          "experiment",
          "job");

  /**
   * Left out: what loads data from the net, what ends or forks the process, and Kernel.launch,
   * which says that it cannot check how far a kernel goes from its pointers on.
   */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "Kernel.launch",
          "Device.open",
          "DeviceInfo.of",
          "DataSource.load",
          "DataLoader.load",
          "Ranges.in",
          "Key.withDefault", // these have parameters whose type the compiler checks alone
          "ListForm.write",
          "NetworkForm.write",
          "ObjectForm.write",
          "ScalarForm.write",
          "Form.write");

  private final List<Executable> all = new ArrayList<>();
  private final Map<Class<?>, List<Executable>> makers = new HashMap<>();
  private final Map<Class<?>, List<Class<?>>> kinds = new HashMap<>();

  PublicMembers() throws IOException, URISyntaxException, ClassNotFoundException {
    for (Class<?> type : publicTypes()) {
      for (Constructor<?> constructor : type.getConstructors()) {
        if (!Modifier.isAbstract(type.getModifiers())) {
          add(constructor, type);
        }
      }
      for (Method method : type.getDeclaredMethods()) {
        String name = type.getSimpleName() + "." + method.getName();
        if (Modifier.isPublic(method.getModifiers())
            && !method.isBridge()
            && !LEFT_OUT.contains(name)) {
          add(
              method,
              Modifier.isStatic(method.getModifiers()) ? method.getReturnType() : void.class);
        }
      }
      for (Class<?> above : type.getInterfaces()) {
        kinds.computeIfAbsent(above, it -> new ArrayList<>()).add(type);
      }
    }
    all.sort(Comparator.comparing(Executable::toGenericString)); // the same in all processes
    makers.values().forEach(list -> list.sort(Comparator.comparing(Executable::toGenericString)));
    kinds.values().forEach(list -> list.sort(Comparator.comparing(Class::getName)));
  }

  private void add(Executable member, Class<?> made) {
    all.add(member);
    makers.computeIfAbsent(made, it -> new ArrayList<>()).add(member);
  }

  /** Everything. */
  List<Executable> all() {
    return all;
  }

  /** Static ways to make a type. */
  List<Executable> makersOf(Class<?> type) {
    return makers.getOrDefault(type, List.of());
  }

  /** The public types that implement an interface. */
  List<Class<?>> kindsOf(Class<?> type) {
    return kinds.getOrDefault(type, List.of());
  }

  private static List<Class<?>> publicTypes()
      throws IOException, URISyntaxException, ClassNotFoundException {
    Path classes =
        Path.of(
            graft.device.Device.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<Class<?>> types = new ArrayList<>();
    for (String room : ROOMS) {
      try (Stream<Path> files = Files.walk(classes.resolve("graft").resolve(room))) {
        for (Path file : files.sorted().toList()) {
          String name = classes.relativize(file).toString().replace('/', '.');
          if (name.endsWith(".class") && !name.endsWith("package-info.class")) {
            Class<?> type = Class.forName(name.substring(0, name.length() - ".class".length()));
            if (isPublic(type) && !type.isAnonymousClass()) {
              types.add(type);
            }
          }
        }
      }
    }
    return types;
  }

  private static boolean isPublic(Class<?> type) {
    return Modifier.isPublic(type.getModifiers())
        && (type.getDeclaringClass() == null || isPublic(type.getDeclaringClass()));
  }
}
