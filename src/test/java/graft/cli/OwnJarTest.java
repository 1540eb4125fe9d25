package graft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program whose jar is replaced while it runs. */
class OwnJarTest {
  @TempDir Path folder;

  @Test
  void onlyAFileThatIsWrittenOverIsLost() throws IOException {
    Path file = Files.writeString(folder.resolve("graft.jar"), "old");
    OwnJar jar = OwnJar.of(file);
    assertThat(jar.isWrittenOver()).isFalse();

    Path other = Files.writeString(folder.resolve("other"), "another");
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    assertThat(jar.isWrittenOver()).as("renamed over").isFalse();

    OwnJar renamed = OwnJar.of(file);
    Files.writeString(file, "a third");
    assertThat(renamed.isWrittenOver()).as("copied over").isTrue();
    Files.delete(file);
    assertThat(renamed.isWrittenOver()).as("removed").isFalse();
    assertThat(OwnJar.of(folder).isWrittenOver()).as("a folder of classes").isFalse();
  }

  /** A jar is written over while a command waits for its file, which is a pipe. */
  @Test
  void aJarThatIsWrittenOverIsASentence() throws Exception {
    Path jar = folder.resolve("graft.jar");
    List<String> classPath = List.of(System.getProperty("java.class.path").split(":", -1));
    List<Path> folders =
        classPath.stream()
            .map(Path::of)
            .filter(path -> Files.isDirectory(path) && !path.endsWith("test-classes"))
            .toList();
    pack(folders, jar);
    Path pipe = folder.resolve("pipe.yaml");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    String libraries =
        ":" + String.join(":", classPath.stream().filter(path -> path.endsWith(".jar")).toList());
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            jar + libraries,
            Main.class.getName(),
            "summary",
            pipe.toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var writer = Files.newBufferedWriter(pipe)) { // opens once the command reads
      Files.write(jar, new byte[1000]);
      writer.write(Files.readString(Path.of("examples/lenet5.yaml")));
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(said.lines()).hasSize(1);
    assertThat(said)
        .startsWith("graft: " + jar + " was written over while this program ran from it")
        .contains("--resume");
  }

  /** All of Graft but its native code. */
  private static void pack(List<Path> folders, Path jar) throws IOException {
    Set<String> packed = new HashSet<>();
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Path classes : folders) {
        for (Path file : files(classes)) {
          String name = classes.relativize(file).toString();
          if (Files.size(file) < 100_000 && packed.add(name)) {
            out.putNextEntry(new ZipEntry(name));
            Files.copy(file, out);
            out.closeEntry();
          }
        }
      }
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
