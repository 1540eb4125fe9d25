package graft.platform;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import graft.device.ChildJvm;
import graft.device.Device;
import graft.device.OpenDevice;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bare {@code java -jar}: no library path, no folder of the build, an empty cache. */
class DeviceFromJarTest {
  private static final int JVMS = Integer.getInteger("graft.test.jvms", 4);

  @TempDir Path folder;

  private static Path classes() {
    return Path.of(
        URI.create(Device.class.getProtectionDomain().getCodeSource().getLocation().toString()));
  }

  private static Path natives() {
    return Bundled.buildFolder().orElseThrow();
  }

  private Path jar() throws IOException {
    Path jar = folder.resolve("graft.jar");
    String isa = Isa.choose(SystemView.real()).directory();
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      out.setLevel(1);
      for (Path classFile : filesBelow(classes().resolve("graft"))) {
        add(out, classes().relativize(classFile).toString(), classFile);
      }
      for (Path library : filesBelow(natives())) {
        String name = natives().relativize(library).toString();
        if (!name.contains("/") || name.startsWith(isa + "/")) {
          add(out, "graft/native/" + name, library);
        }
      }
    }
    return jar;
  }

  private static List<Path> filesBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.toString().contains("/classes/graft/native/"))
          .toList();
    }
  }

  private static void add(ZipOutputStream out, String name, Path file) throws IOException {
    out.putNextEntry(new ZipEntry(name));
    Files.copy(file, out);
    out.closeEntry();
  }

  private Process start(Path jar, Path cache, Path temporary) throws IOException {
    List<String> classPath = new ArrayList<>(List.of(jar.toString()));
    Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !entry.equals(classes().toString()))
        .forEach(classPath::add);
    return ChildJvm.start(
        Map.of("XDG_CACHE_HOME", cache.toString()),
        List.of(
            "-Djava.io.tmpdir=" + temporary,
            "-Dorg.slf4j.simpleLogger.log.PrivateFolder=debug",
            "-Dorg.slf4j.simpleLogger.log.graft.platform.PrivateFolder=debug",
            "-cp",
            String.join(File.pathSeparator, classPath)),
        OpenDevice.class);
  }

  private static String finish(Process process) throws IOException, InterruptedException {
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  @Test
  void jvmsThatStartAtOnceShareOnePrivateCopy() throws Exception {
    Path jar = jar();
    Path cache = folder.resolve("cache");
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < JVMS; i++) {
      processes.add(start(jar, cache, temporary));
    }
    for (Process process : processes) {
      // Unbuffered, so that what comes after the first line is left to be read.
      StringBuilder first = new StringBuilder();
      for (int c = process.getInputStream().read(); c > '\n'; c = process.getInputStream().read()) {
        first.append((char) c);
      }
      assertThat(first.toString()).isEqualTo("ready");
    }
    for (Process process : processes) {
      try (OutputStream go = process.getOutputStream()) {
        go.write('\n');
      }
    }
    List<String> outputs = new ArrayList<>();
    List<String> unpacked = new ArrayList<>();
    for (Process process : processes) {
      String output = finish(process);
      unpacked.addAll(output.lines().filter(line -> line.endsWith(" is unpacked")).toList());
      outputs.add(
          output.lines().filter(line -> !line.endsWith(" is unpacked")).collect(joining("\n")));
    }
    System.out.printf("%d JVMs at once: %s%n", JVMS, unpacked);
    assertThat(unpacked).as("each set of libraries by one of them").hasSize(2);
    Path root = cache.resolve("graft/native");
    assertThat(outputs)
        .allSatisfy(o -> assertThat(o).startsWith("told relu 0.0 2.0 by " + root + "/software-"));
    assertThat(outputs.stream().distinct()).as("one copy").hasSize(1);
    assertThat(SystemView.list(root, "*"))
        .extracting(file -> file.getFileName().toString().replaceFirst("-.*", ""))
        .containsExactly("jcuda", "software");
    assertThat(SystemView.list(root, ".*")).as("left aside").isEmpty();
    assertThat(SystemView.list(temporary, "*.so"))
        .as("nothing is unpacked where others could put files")
        .isEmpty();
  }

  @Test
  void aFileInTheSharedTemporaryFolderIsNotTrusted() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Path planted = temporary.resolve("libJCudaDriver-11.7.0-linux-x86_64.so");
    Files.writeString(planted, "not a library");
    Process process = start(jar(), folder.resolve("cache"), temporary);
    process.getOutputStream().close();
    assertThat(finish(process)).contains("relu 0.0 2.0");
  }
}
