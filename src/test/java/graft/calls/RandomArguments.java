package graft.calls;

import graft.device.LaunchShape;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;

/** Values of any type: mostly such as a program would have, some that it should not. */
final class RandomArguments {
  private static final int DEEPEST = 4;
  private static final List<Integer> INTS =
      List.of(0, 1, 1, 2, 2, 3, 4, 5, 7, 8, 10, 16, 28, 64, -1, -7, 1000, Integer.MAX_VALUE);

  /** Where a number says how long something takes, a large one is no mistake. */
  private static final List<Integer> COUNTS = List.of(0, 1, 1, 2, 3, -1);

  private static final Set<String> LONG = Set.of("TrainingOptions", "StepRunner", "RunLength");

  private static final List<Double> REALS =
      List.of(0.0, 1.0, 0.5, 0.1, 1e-3, 0.9, 2.0, -1.0, 1e30, 1e-30, Double.NaN);
  private static final List<String> TEXTS =
      List.of("conv1", "conv2", "logits", "flatten", "relu", "", "no such", "0", "\u6570");

  private static final List<Duration> TIMES =
      List.of(
          Duration.ZERO,
          Duration.ofMinutes(5),
          Duration.ofNanos(-1),
          Duration.ofSeconds(Long.MAX_VALUE));

  private final PublicMembers members;
  private final Random random;
  private final List<Object> pool;
  private final Path folder;
  private boolean usedNull;
  private List<Integer> numbers = INTS;

  /**
   * @param pool objects that were made before
   * @param folder for files
   */
  RandomArguments(PublicMembers members, Random random, List<Object> pool, Path folder) {
    this.members = members;
    this.random = random;
    this.pool = pool;
    this.folder = folder;
  }

  /** For the parameters of a call; empty if there is no value of a type. */
  Optional<Object[]> of(Executable member) {
    usedNull = false;
    return of(member, 0);
  }

  /** Whether one of the last values was null or had one in it. */
  boolean hadNull() {
    return usedNull;
  }

  private Optional<Object[]> of(Executable member, int depth) {
    Type[] types = member.getGenericParameterTypes();
    Class<?>[] raw = member.getParameterTypes();
    Object[] values = new Object[raw.length];
    numbers = LONG.contains(member.getDeclaringClass().getSimpleName()) ? COUNTS : INTS;
    for (int i = 0; i < raw.length; i++) {
      Optional<Object> value = value(types.length == raw.length ? types[i] : raw[i], raw[i], depth);
      if (value.isEmpty() && raw[i].isPrimitive()) {
        return Optional.empty();
      }
      if (value.isEmpty()) {
        usedNull = true;
      }
      values[i] = value.orElse(null);
    }
    return Optional.of(values);
  }

  /** Something to call a method on. */
  Optional<Object> instance(Class<?> type) {
    return made(type, 0);
  }

  private Optional<Object> value(Type generic, Class<?> type, int depth) {
    if (!type.isPrimitive() && random.nextInt(60) == 0) {
      return Optional.empty();
    }
    if (type == int.class || type == Integer.class) {
      return Optional.of(pick(numbers));
    } else if (type == long.class || type == Long.class) {
      return Optional.of((long) pick(numbers));
    } else if (type == float.class || type == Float.class) {
      return Optional.of(pick(REALS).floatValue());
    } else if (type == double.class || type == Double.class) {
      return Optional.of(pick(REALS));
    } else if (type == boolean.class || type == Boolean.class) {
      return Optional.of(random.nextBoolean());
    } else if (type == byte.class || type == Byte.class) {
      return Optional.of((byte) random.nextInt(256));
    } else if (type == String.class) {
      return Optional.of(pick(TEXTS));
    } else if (type == Path.class) {
      return Optional.of(folder.resolve("file-" + random.nextInt(5)));
    } else if (type == Duration.class) {
      return Optional.of(pick(TIMES));
    } else if (type == Object.class) {
      return pool.isEmpty() ? Optional.of("object") : Optional.of(pick(pool));
    } else if (type.isEnum()) {
      return Optional.of(pick(List.of(type.getEnumConstants())));
    } else if (type.isArray()) {
      return Optional.of(array(type.getComponentType(), depth));
    } else if (type == OptionalLong.class) {
      return Optional.of(OptionalLong.empty());
    }
    return container(generic, type, depth).or(() -> made(type, depth));
  }

  private Object array(Class<?> element, int depth) {
    Object array = Array.newInstance(element, Math.min(pick(List.of(0, 1, 2, 4, 64, 784)), 784));
    for (int i = 0; i < Array.getLength(array); i++) {
      Optional<Object> value = value(element, element, depth + 1);
      if (value.isPresent()) {
        Array.set(array, i, value.get());
      } else {
        usedNull = true;
      }
    }
    return array;
  }

  private Optional<Object> container(Type generic, Class<?> type, int depth) {
    if (!(generic instanceof ParameterizedType parameters)) {
      return type.isInterface() && !type.getName().startsWith("graft")
          ? Optional.of(proxy(type))
          : Optional.empty();
    }
    Type[] of = parameters.getActualTypeArguments();
    if (type == Optional.class) {
      return Optional.of(random.nextBoolean() ? Optional.empty() : element(of[0], depth));
    } else if (type == List.class || type == Iterable.class || type == Set.class) {
      List<Object> list = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        element(of[0], depth).ifPresent(list::add);
      }
      return Optional.of(type == Set.class ? new LinkedHashSet<>(list) : list);
    } else if (type == Map.class) {
      Map<Object, Object> map = new LinkedHashMap<>();
      for (int i = random.nextInt(3); i > 0; i--) {
        Optional<Object> key = element(of[0], depth);
        Optional<Object> value = element(of[1], depth);
        if (key.isPresent() && value.isPresent()) {
          map.put(key.get(), value.get());
        }
      }
      return Optional.of(map);
    }
    return type.isInterface() && !type.getName().startsWith("graft")
        ? Optional.of(proxy(type))
        : Optional.empty();
  }

  private Optional<Object> element(Type type, int depth) {
    Class<?> raw =
        type instanceof Class<?> known
            ? known
            : type instanceof ParameterizedType nested
                ? (Class<?>) nested.getRawType()
                : Object.class;
    return value(type, raw, depth + 1);
  }

  /** A function of somebody else, which does next to nothing. */
  private Object proxy(Class<?> type) {
    usedNull = true; // it answers null
    return Proxy.newProxyInstance(
        getClass().getClassLoader(),
        new Class<?>[] {type},
        (self, method, arguments) ->
            switch (method.getName()) {
              case "equals" -> self == arguments[0];
              case "hashCode" -> System.identityHashCode(self);
              case "toString" -> type.getSimpleName();
              default -> method.getReturnType() == boolean.class ? (Object) true : null;
            });
  }

  /** From the pool, else made by one of its makers. */
  private Optional<Object> made(Class<?> type, int depth) {
    List<Object> known = pool.stream().filter(type::isInstance).toList();
    if (!known.isEmpty() && random.nextInt(5) > 0) {
      return Optional.of(pick(known));
    }
    if (type == LaunchShape.class || depth >= DEEPEST) {
      return known.isEmpty() ? Optional.empty() : Optional.of(pick(known));
    }
    List<Class<?>> kinds = members.kindsOf(type);
    if (!kinds.isEmpty() && random.nextInt(4) > 0) {
      return made(pick(kinds), depth + 1);
    }
    List<Executable> makers = members.makersOf(type);
    if (makers.isEmpty()) {
      return known.isEmpty() ? Optional.empty() : Optional.of(pick(known));
    }
    Executable maker = pick(makers);
    Optional<Object[]> arguments = of(maker, depth + 1);
    if (arguments.isEmpty() || Arrays.asList(arguments.get()).contains(null)) {
      return Optional.empty();
    }
    try {
      Object made =
          maker instanceof Constructor<?> constructor
              ? constructor.newInstance(arguments.get())
              : ((Method) maker).invoke(null, arguments.get());
      return Optional.ofNullable(made);
    } catch (InvocationTargetException e) {
      // Refused; it is called on its own as well, and judged there.
      return known.isEmpty() ? Optional.empty() : Optional.of(pick(known));
    } catch (IllegalAccessException | InstantiationException e) {
      throw new IllegalStateException(maker.toString(), e);
    }
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
