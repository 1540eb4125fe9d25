package graft.platform;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import jcuda.JCudaVersion;
import jcuda.LibUtils;
import jcuda.driver.JCudaDriver;
import jcuda.jcublas.JCublas2;
import jcuda.jcudnn.JCudnn;
import jcuda.nvrtc.JNvrtc;

/**
 * Loads JCuda's own native libraries: those of CUDA 11 as they are, for later stacks copies that
 * ask for its libraries ({@link Retarget}). Where java.library.path does not have them, JCuda
 * unpacks them into java.io.tmpdir under fixed names and takes whatever lies there already: in a
 * shared folder another's file, or one that another JVM is still writing. So a folder with the
 * libraries in it is put there for as long as that takes: the build's, which -Dgraft.jcuda.dir
 * names, or a private one.
 */
final class JcudaNatives {
  private static final String PROPERTY = "graft.jcuda.dir";
  private static final String TEMPORARY = "java.io.tmpdir";
  private static final String BLAS = "JCublas2-";
  private static final String DNN = "JCudnn-";
  private static final String COMPILER = "JNvrtc-";
  private static final List<String> ENGINE = List.of("JCudaDriver-", BLAS, DNN);

  private JcudaNatives() {}

  /** Where they are in the class path. */
  static List<String> resources() {
    return Stream.concat(ENGINE.stream(), Stream.of(COMPILER))
        .map(name -> "lib/" + fileName(name))
        .toList();
  }

  /** All three; only after the libraries that they are bound to have been loaded. */
  static void load(SystemView system, CudaStack stack) {
    load(
        system,
        stack,
        ENGINE,
        () -> {
          initializeDriver();
          JCublas2.initialize();
          JCublas2.setExceptionsEnabled(false);
          JCudnn.initialize();
          JCudnn.setExceptionsEnabled(false);
        });
  }

  /** The driver's alone, which is bound to no version. */
  static void loadDriverOnly(SystemView system) {
    load(system, CudaStack.CUDA_11, ENGINE, JcudaNatives::initializeDriver);
  }

  /** NVRTC's alone; only after NVRTC itself. */
  static void loadCompiler(SystemView system, CudaStack stack) {
    load(system, stack, List.of(COMPILER), () -> JNvrtc.setExceptionsEnabled(false));
  }

  /** What keeps this JVM from using a stack, told before any of its libraries is loaded. */
  static Optional<String> obstacle(CudaStack stack) {
    return obstacle(stack, ENGINE);
  }

  private static Optional<String> obstacle(CudaStack stack, List<String> names) {
    return stack == CudaStack.CUDA_11
        ? Optional.empty()
        : onLibraryPath(names).stream()
            .findFirst()
            .map(
                file ->
                    file
                        + " of -Djava.library.path is for CUDA 11 and would be taken before a copy"
                        + " for "
                        + stack.title()
                        + ": start Java without that option (-D"
                        + PROPERTY
                        + " may name a folder of JCuda's natives)");
  }

  private static void initializeDriver() {
    // Statuses are checked by their callers, who know what the call was for.
    JCudaDriver.setExceptionsEnabled(false);
  }

  private static void load(
      SystemView system, CudaStack stack, List<String> names, Runnable initialize) {
    boolean unchanged = stack == CudaStack.CUDA_11;
    obstacle(stack, names)
        .ifPresent(
            why -> {
              throw new DeviceUnavailableException(why);
            });
    try {
      if (onLibraryPath(names).size() == names.size()) {
        initialize.run();
        return;
      }
      Optional<Path> built = unchanged ? built(names) : Optional.empty();
      Path folder = built.orElseGet(() -> unpack(system, stack, names));
      String before = System.getProperty(TEMPORARY);
      System.setProperty(TEMPORARY, folder.toString());
      try {
        initialize.run();
      } finally {
        System.setProperty(TEMPORARY, before);
      }
    } catch (LinkageError e) {
      throw new DeviceUnavailableException(
          "JCuda's native libraries cannot be loaded: " + firstLine(e), e);
    }
  }

  private static String fileName(String name) {
    return LibUtils.createLibraryFileName(
        LibUtils.createPlatformLibraryName(name + JCudaVersion.get()));
  }

  /** Those of them that are on java.library.path, which JCuda takes before any other. */
  private static List<Path> onLibraryPath(List<String> names) {
    List<String> folders =
        Arrays.stream(System.getProperty("java.library.path", "").split(File.pathSeparator, -1))
            .filter(entry -> !entry.isEmpty())
            .toList();
    return names.stream()
        .flatMap(
            name ->
                folders.stream()
                    .map(folder -> Path.of(folder, fileName(name)))
                    .filter(Files::isReadable)
                    .limit(1))
        .toList();
  }

  /** The build's folder, if it was given and has them all. */
  private static Optional<Path> built(List<String> names) {
    String folder = System.getProperty(PROPERTY, "");
    return folder.isEmpty()
        ? Optional.empty()
        : Optional.of(Path.of(folder).toAbsolutePath())
            .filter(f -> names.stream().allMatch(n -> Files.isReadable(f.resolve(fileName(n)))));
  }

  private static Path unpack(SystemView system, CudaStack stack, List<String> names) {
    List<PackedFile> packed = new ArrayList<>();
    Optional<Path> built = built(names);
    for (String name : names) {
      packed.add(change(packed(built, fileName(name)), name, stack));
    }
    String kind = "jcuda-cuda" + stack.major();
    return PrivateFolder.ofUser(system).unpack(kind, JCudaVersion.get(), packed);
  }

  private static PackedFile packed(Optional<Path> built, String file) {
    try {
      if (built.isPresent()) {
        return PackedFile.of(built.get().resolve(file), file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
    return PackedFile.find("lib/" + file, file)
        .orElseThrow(
            () ->
                new DeviceUnavailableException(
                    file
                        + " is neither in the folder of -D"
                        + PROPERTY
                        + " nor in the class path (the jar of JCuda's natives for this platform)"));
  }

  /** Makes it ask for the library of a stack. */
  private static PackedFile change(PackedFile file, String name, CudaStack stack) {
    String from = library(name, CudaStack.CUDA_11);
    String to = library(name, stack);
    return from.equals(to)
        ? file
        : file.changed(content -> Retarget.of(file.name(), content, from, to));
  }

  /** The library that one is bound to by name and version; none for the driver's. */
  private static String library(String name, CudaStack stack) {
    return switch (name) {
      case BLAS -> stack.blas();
      case DNN -> stack.dnn();
      case COMPILER -> stack.compiler();
      default -> "";
    };
  }

  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
