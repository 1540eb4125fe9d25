package graft.device;

import graft.platform.DeviceSelection;
import graft.platform.DeviceUnavailableException;
import graft.platform.Libraries;
import graft.platform.SystemView;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import jcuda.driver.CUdevice;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A GPU, or the software device in its place: one context with one stream, handles of cuBLAS and
 * cuDNN, and our kernels. Any thread may use it, but only one at a time: a call that finds another
 * thread inside throws an IllegalStateException, and changes nothing. See {@link #exclusively}.
 */
public final class Device implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Device.class);

  private final Libraries libraries;
  private final DeviceOptions options;
  private final DeviceDescription description;
  private final Deque<Runnable> closing = new ArrayDeque<>();
  private final Turn turn = new Turn();
  private final Ownership ownership = new Ownership(turn);
  private final KernelArguments arguments = new KernelArguments();
  private final Map<String, Kernel> kernels = new HashMap<>();
  private final Context context;
  private final CUmodule module;
  private final Stream stream;
  private final Blas blas;
  private final Dnn dnn;
  private final Ranges ranges;

  /** With libraries that are loaded. */
  Device(Libraries libraries, DeviceOptions options) {
    this.libraries = libraries;
    this.options = options;
    ranges = isSoftware() ? Ranges.ofSoftware() : Ranges.ofGpu(SystemView.real());
    CUdevice handle = Driver.device(libraries, options.gpu());
    description = new DeviceDescription(libraries, handle);
    context = new Context(handle, options.sync(), turn);
    closing.push(context::close);
    context.enter();
    try {
      module = new KernelModule(context, libraries, description.properties()).load();
      closing.push(() -> context.quietly("cuModuleUnload", JCudaDriver.cuModuleUnload(module)));
      Staging staging = new Staging(context);
      closing.push(staging::close);
      stream = new Stream(context, ownership, staging);
      Scalars scalars = new Scalars();
      blas = new Blas(context, scalars, options.math());
      closing.push(blas::close);
      long blasBytes = Blas.workspaceBytes(description.properties(), isSoftware());
      Memory workspace =
          new Memory(context, new Ownership(turn), blasBytes, "cuBLAS", isSoftware());
      closing.push(workspace::close);
      blas.useWorkspace(Workspace.of(workspace));
      dnn = new Dnn(context, ownership, scalars, options, description, isSoftware());
      closing.push(dnn::close);
    } catch (RuntimeException e) {
      closing.forEach(Runnable::run);
      throw e;
    } finally {
      context.leave();
    }
  }

  /**
   * Opens the device that the options choose. The first one opened decides for the JVM whether it
   * has a GPU's libraries or the software device's. A GPU is first tried in a process of its own,
   * unless it passed before.
   *
   * @throws DeviceUnavailableException if it cannot be had; says what was tried and what to install
   * @throws CudaException if it fails to start
   */
  public static Device open(DeviceOptions options) {
    return open(
        options,
        () -> DeviceSelection.Facts.real(DeviceTrial.class, false, options.gpu().isPresent()));
  }

  /** On a machine that a test describes, or that was looked at before. */
  static Device open(DeviceOptions options, Supplier<DeviceSelection.Facts> facts) {
    return new Device(Libraries.load(options.choice(), options.gpu(), facts), options);
  }

  /** Whether it is not closed yet. */
  public boolean isOpen() {
    return context.isOpen();
  }

  /** Whether this is the CPU in a GPU's place. */
  public boolean isSoftware() {
    return libraries.isSoftware();
  }

  /** The driver's name for it. */
  public String name() {
    return description.properties().name();
  }

  /** A line for people, such as "software device (AVX-512, 2 threads)". */
  public String description() {
    return description.line();
  }

  /** What the software device computes with; none on a GPU. */
  public Optional<Processor> processor() {
    return isSoftware() ? Optional.of(Processor.of(libraries)) : Optional.empty();
  }

  /** Why this device was chosen, in a line; under AUTO it says what kept a GPU from being used. */
  public String reason() {
    return libraries.reason();
  }

  /** Versions by name: driver, cuBLAS, cuDNN, JCuda. */
  public Map<String, String> versions() {
    context.enter();
    try {
      return DeviceDescription.versions(blas);
    } finally {
      context.leave();
    }
  }

  /** Where each library was loaded from, by its SONAME. */
  public Map<String, Path> libraries() {
    return Collections.unmodifiableMap(libraries.files());
  }

  /** How cuBLAS and cuDNN multiply. */
  public MathMode math() {
    return options.math();
  }

  /** Which of cuDNN's algorithms may compute a convolution. */
  public AlgorithmPolicy algorithms() {
    return options.algorithms();
  }

  /**
   * Allocates memory, whose content is undefined.
   *
   * @param purpose for messages, such as "activations"
   * @throws CudaException CUDA_ERROR_OUT_OF_MEMORY, saying how much was asked for and is free
   */
  public Memory allocate(long bytes, String purpose) {
    return new Memory(context, ownership, bytes, purpose, isSoftware());
  }

  /** How much memory could still be allocated. */
  public long freeBytes() {
    return context.freeBytes();
  }

  /** The queue of all its work. */
  public Stream stream() {
    return stream;
  }

  /** Matrix products. */
  public Blas blas() {
    return blas;
  }

  /** Convolutions and pooling. */
  public Dnn dnn() {
    return dnn;
  }

  /**
   * The kernel of this name.
   *
   * @throws CudaException if there is none
   */
  public Kernel kernel(String name) {
    context.enter();
    try {
      return kernels.computeIfAbsent(name, it -> Kernel.find(context, module, arguments, it));
    } finally {
      context.leave();
    }
  }

  /** What the software device was asked to do; a GPU does not tell. */
  public Optional<ApiCounters> counters() {
    return isSoftware() ? Optional.of(new ApiCounters()) : Optional.empty();
  }

  /** Names for stretches of work, for profilers. */
  public Ranges ranges() {
    return ranges;
  }

  /**
   * Records what the software device does from now on.
   *
   * @param file where the trace is written when it is closed
   * @throws DeviceUnavailableException on a GPU, which NVIDIA's profilers look into
   * @throws IllegalStateException if a trace is being recorded already
   */
  public Trace startTrace(Path file) {
    if (!isSoftware()) {
      throw new DeviceUnavailableException(
          "a trace needs the software device; a GPU is profiled with nsys");
    }
    return new Trace(this, file, Trace.MAX_EVENTS);
  }

  /**
   * Does work between cuProfilerStart and cuProfilerStop, with the device idle at both: nsys and
   * ncu can be told to look at that alone.
   */
  public void profile(Runnable work) {
    exclusively(
        () -> {
          stream.synchronize();
          context.check(Api.DRIVER, "cuProfilerStart", JCudaDriver.cuProfilerStart(), "");
          try {
            work.run();
            stream.synchronize();
          } finally {
            context.quietly("cuProfilerStop", JCudaDriver.cuProfilerStop());
          }
        });
  }

  /**
   * Keeps other threads away from the device for as long as some work takes, so that none comes
   * between two of its calls.
   *
   * @throws IllegalStateException if another thread uses the device; the work is not begun then
   */
  public void exclusively(Runnable work) {
    context.enter();
    try {
      work.run();
    } finally {
      context.leave();
    }
  }

  /** As {@link #exclusively(Runnable)}, for work that has a result. */
  public <T> T exclusively(Supplier<T> work) {
    context.enter();
    try {
      return work.get();
    } finally {
      context.leave();
    }
  }

  /**
   * Frees everything, also what was not closed: that is reported on the log, with where it was made
   * if -Dgraft.debug.leaks=true. Later calls do nothing.
   *
   * @throws IllegalStateException if another thread uses the device, which then stays open
   */
  @Override
  public void close() {
    if (!context.isOpen()) {
      return;
    }
    context.enter();
    try {
      context.quietly("cuStreamSynchronize", JCudaDriver.cuStreamSynchronize(context.stream()));
      for (Ownership.Leak leak : ownership.closeAll()) {
        if (leak.site().isPresent()) {
          log.warn("not closed before its device: {}", leak.what(), leak.site().get());
        } else {
          log.warn(
              "not closed before its device: {} (-Dgraft.debug.leaks=true tells where it was made)",
              leak.what());
        }
      }
      while (!closing.isEmpty()) {
        closing.pop().run();
      }
    } finally {
      context.leave();
    }
  }
}
