package graft.platform;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jcuda.JCudaVersion;
import jcuda.LibUtils;
import jcuda.driver.JCudaDriver;
import jcuda.jcublas.JCublas2;
import jcuda.jcudnn.JCudnn;
import jcuda.nvrtc.JNvrtc;

/**
 * Loads JCuda's own native libraries. Where java.library.path does not have them, JCuda unpacks
 * them into java.io.tmpdir under fixed names and takes whatever lies there already: in a shared
 * folder another's file, or one that another JVM is still writing. So a private folder is put there
 * for as long as that takes, with the libraries in it.
 */
final class JcudaNatives {
  private static final String TEMPORARY = "java.io.tmpdir";
  private static final List<String> ENGINE = List.of("JCudaDriver-", "JCublas2-", "JCudnn-");

  private JcudaNatives() {}

  /** All three; only after the libraries that they are bound to have been loaded. */
  static void load(SystemView system) {
    load(
        system,
        ENGINE,
        () -> {
          initializeDriver();
          JCublas2.initialize();
          JCublas2.setExceptionsEnabled(false);
          JCudnn.initialize();
          JCudnn.setExceptionsEnabled(false);
        });
  }

  /** The driver's alone. */
  static void loadDriverOnly(SystemView system) {
    load(system, ENGINE, JcudaNatives::initializeDriver);
  }

  /** NVRTC's alone; only after NVRTC itself. */
  static void loadCompiler(SystemView system) {
    load(system, List.of("JNvrtc-"), () -> JNvrtc.setExceptionsEnabled(false));
  }

  private static void initializeDriver() {
    // Statuses are checked by their callers, who know what the call was for.
    JCudaDriver.setExceptionsEnabled(false);
  }

  private static void load(SystemView system, List<String> names, Runnable initialize) {
    List<String> files = new ArrayList<>();
    for (String name : names) {
      String platform = LibUtils.createPlatformLibraryName(name + JCudaVersion.get());
      files.add(LibUtils.createLibraryFileName(platform));
    }
    try {
      if (onLibraryPath(files)) {
        initialize.run();
        return;
      }
      String before = System.getProperty(TEMPORARY);
      System.setProperty(TEMPORARY, unpack(system, files).toString());
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

  private static boolean onLibraryPath(List<String> files) {
    List<Path> folders =
        Arrays.stream(System.getProperty("java.library.path", "").split(File.pathSeparator, -1))
            .filter(entry -> !entry.isEmpty())
            .map(Path::of)
            .toList();
    return files.stream()
        .allMatch(file -> folders.stream().anyMatch(f -> Files.isReadable(f.resolve(file))));
  }

  private static Path unpack(SystemView system, List<String> files) {
    List<PackedFile> packed = new ArrayList<>();
    for (String file : files) {
      packed.add(
          PackedFile.find("lib/" + file, file)
              .orElseThrow(
                  () ->
                      new DeviceUnavailableException(
                          file
                              + " is neither on java.library.path nor in the class path (the jar"
                              + " of JCuda's natives for this platform)")));
    }
    return PrivateFolder.ofUser(system).unpack("jcuda-" + JCudaVersion.get(), packed);
  }

  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
