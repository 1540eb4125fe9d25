package graft.calls;

import graft.data.ImageDataset;
import graft.device.Device;
import graft.device.Memory;
import graft.device.TestDevice;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.MaxPool2d;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Preprocessing;
import graft.model.Relu;
import graft.nn.Sgd;
import graft.predict.Predictor;
import graft.tensor.Shape;
import graft.train.ResidentData;
import graft.train.Trainer;
import graft.train.TrainingOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls of the engine's public members at random, in sequences: each is printed before it runs, so
 * that the last line tells what ended the process. What a call throws must be an exception that a
 * program can tell from a fault of Graft, with a message; after each sequence a device that is open
 * still computes right.
 */
final class RandomCalls {
  private static final int MOST_CALLS = 25;
  private static final int LIMIT_S = 60;

  /** What a call may throw, besides Graft's own, and NullPointerException where null was given. */
  private static final List<Class<? extends Throwable>> REFUSALS =
      List.of(
          IllegalArgumentException.class,
          IllegalStateException.class,
          IndexOutOfBoundsException.class,
          UnsupportedOperationException.class,
          IOException.class,
          UncheckedIOException.class); // of a listener that writes files

  private final PublicMembers members = new PublicMembers();
  private final ExecutorService[] threads = {daemon(), daemon()};
  private final Path folder;
  private int faults;

  private RandomCalls(Path folder) throws Exception {
    this.folder = folder;
  }

  private static ExecutorService daemon() {
    return Executors.newSingleThreadExecutor(
        work -> {
          Thread thread = new Thread(work);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** First seed, number of sequences, folder for files. */
  public static void main(String[] arguments) throws Exception {
    RandomCalls calls = new RandomCalls(Path.of(arguments[2]));
    long first = Long.parseLong(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    for (long seed = first; seed < first + count; seed++) {
      System.out.println("sequence " + seed);
      calls.sequence(new Random(seed));
    }
    System.out.println("done: %d sequences, %d faults".formatted(count, calls.faults));
    System.out.flush();
    Runtime.getRuntime().halt(calls.faults > 0 ? 1 : 0);
  }

  private void sequence(Random random) throws Exception {
    List<Object> pool = Collections.synchronizedList(new ArrayList<>());
    try {
      begin(random, pool);
      RandomArguments values = new RandomArguments(members, random, pool, folder);
      for (int i = 5 + random.nextInt(MOST_CALLS); i > 0; i--) {
        call(random, values, pool);
      }
      for (Object made : List.copyOf(pool)) {
        if (made instanceof Device device && device.isOpen()) {
          requireRight(device);
        }
      }
    } finally {
      Collections.shuffle(pool, random);
      for (Object made : List.copyOf(pool)) {
        if (made instanceof AutoCloseable closeable) {
          close(closeable);
        }
      }
    }
  }

  /** Whatever was closed before, and in whatever order: closing is always right. */
  private void close(AutoCloseable owner) {
    try {
      owner.close();
    } catch (IOException e) {
      // A trace that cannot be written.
    } catch (Exception e) {
      fault("close of " + name(owner), e);
    }
  }

  /** What a program has that works. */
  private static void begin(Random random, List<Object> pool) {
    Device device = TestDevice.open();
    pool.add(device);
    if (random.nextInt(3) == 0) {
      pool.add(TestDevice.open());
    }
    for (Shape sample : List.of(Shape.of(8, 8, 1), Shape.of(6, 10, 3))) {
      NetworkSpec spec =
          NetworkSpec.chain(sample)
              .then("conv1", Conv2d.same(4, 3))
              .then("relu", new Relu())
              .then("pool", new MaxPool2d(2, 2))
              .then("flatten", new Flatten())
              .then("logits", new Dense(3))
              .build();
      Model model = Model.untrained(spec, 1);
      byte[] pixels = new byte[6 * sample.elements()];
      random.nextBytes(pixels);
      ImageDataset data =
          new ImageDataset("noise", pixels, new byte[] {0, 1, 2, 0, 1, 2}, sample, 3);
      ResidentData resident = ResidentData.upload(device, data);
      pool.addAll(
          List.of(
              spec,
              model,
              data,
              resident,
              new Trainer(device, resident, resident),
              Preprocessing.scaled(sample.last()),
              Predictor.of(device, model, Preprocessing.scaled(sample.last()), 4)));
    }
    pool.add(TrainingOptions.of(1, 2, Sgd.of(0.1f, 0.9f)));
    pool.add(device.allocate(4096, "some"));
    pool.add(device.stream());
    pool.add(device.dnn());
    pool.add(device.blas());
  }

  private void call(Random random, RandomArguments values, List<Object> pool) throws Exception {
    Executable member = members.all().get(random.nextInt(members.all().size()));
    boolean needsInstance =
        member instanceof Method method && !Modifier.isStatic(method.getModifiers());
    Optional<Object> instance =
        needsInstance ? values.instance(member.getDeclaringClass()) : Optional.empty();
    Optional<Object[]> arguments = values.of(member);
    if (arguments.isEmpty() || (needsInstance && instance.isEmpty())) {
      return;
    }
    if (member.getName().equals("close") && random.nextInt(4) > 0) {
      return;
    }
    boolean hadNull = values.hadNull();
    String text = text(member, instance, arguments.get());
    System.out.println(text);
    System.out.flush();
    Future<Object> result =
        threads[random.nextInt(10) == 0 ? 1 : 0].submit(
            () -> invoke(member, instance.orElse(null), arguments.get()));
    try {
      Object made = result.get(LIMIT_S, TimeUnit.SECONDS);
      if (!hadNull) {
        keep(made, pool);
      }
    } catch (TimeoutException e) {
      System.out.println("FAULT: hangs: " + text);
      Thread.getAllStackTraces()
          .forEach((thread, stack) -> System.out.println(thread + " " + Arrays.toString(stack)));
      System.out.flush();
      Runtime.getRuntime().halt(2);
    } catch (java.util.concurrent.ExecutionException e) {
      judge(e.getCause(), hadNull, text);
    }
  }

  private static Object invoke(Executable member, Object instance, Object[] arguments)
      throws Exception {
    try {
      return member instanceof Constructor<?> constructor
          ? constructor.newInstance(arguments)
          : ((Method) member).invoke(instance, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception thrown) {
        throw thrown;
      }
      throw (Error) e.getCause();
    }
  }

  private static void keep(Object made, List<Object> pool) {
    if (made instanceof Optional<?> some) {
      some.ifPresent(it -> keep(it, pool));
    } else if (made instanceof List<?> list) {
      list.stream().limit(2).forEach(it -> keep(it, pool));
    } else if (made != null && made.getClass().getName().startsWith("graft.")) {
      pool.add(made);
    }
  }

  private void judge(Throwable thrown, boolean hadNull, String text) {
    boolean refused =
        thrown instanceof OutOfMemoryError
            || (thrown instanceof NullPointerException
                ? hadNull
                : (REFUSALS.stream().anyMatch(type -> type.isInstance(thrown))
                        || thrown.getClass().getName().startsWith("graft."))
                    && thrown.getMessage() != null
                    && !thrown.getMessage().isBlank());
    if (!refused) {
      fault(text, thrown);
    }
  }

  private void fault(String text, Throwable thrown) {
    faults++;
    System.out.println("FAULT: " + text);
    System.out.println("  " + thrown);
    Arrays.stream(thrown.getStackTrace())
        .limit(6)
        .forEach(frame -> System.out.println("    at " + frame));
  }

  private static String text(Executable member, Optional<Object> instance, Object[] arguments) {
    String on = instance.map(it -> name(it) + ".").orElse("");
    String what = member instanceof Method ? member.getName() : "new";
    List<String> given = Arrays.stream(arguments).map(RandomCalls::name).toList();
    return member.getDeclaringClass().getSimpleName() + ": " + on + what + given;
  }

  private static String name(Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Number || value instanceof String || value instanceof Boolean) {
      return value.toString();
    }
    if (value.getClass().isRecord() || value instanceof Enum || value instanceof Shape) {
      String text = value.toString();
      return text.length() > 120 ? text.substring(0, 120) + "..." : text;
    }
    return value.getClass().getSimpleName();
  }

  /** 2 x 3 by 3 x 2, of small whole numbers. */
  private void requireRight(Device device) {
    try (Memory memory = device.allocate(1024, "check")) {
      device.stream().upload(new float[] {1, 2, 3, 4, 5, 6}, memory.at(0));
      device.stream().upload(new float[] {1, 0, 2, 1, 0, 3}, memory.at(256));
      device.blas().multiply(2, 2, 3, memory.at(0), memory.at(256), memory.at(512), 0);
      float[] found = new float[4];
      device.stream().download(memory.at(512), found);
      float[] expected = {1 + 4 + 0, 0 + 2 + 9, 4 + 10 + 0, 0 + 5 + 18};
      if (!Arrays.equals(found, expected)) {
        faults++;
        System.out.println(
            "FAULT: a product is %s, expected %s"
                .formatted(Arrays.toString(found), Arrays.toString(expected)));
      }
    }
  }
}
