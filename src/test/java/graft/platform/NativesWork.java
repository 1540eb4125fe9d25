package graft.platform;

import static org.assertj.core.api.Assertions.assertThat;

import graft.crash.Done;
import graft.crash.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Libraries that are unpacked into the cache, another build in each round. */
public final class NativesWork implements Work {
  private static final List<String> NAMES = List.of("liba.so", "level/libb.so", "libc.so");
  private static final int BYTES = 600_000;

  @Override
  public String name() {
    return "natives";
  }

  @Override
  public void prepare(Path folder) throws IOException {
    for (String name : NAMES) {
      Path source = folder.resolve("jar").resolve(name);
      Files.createDirectories(source.getParent());
      byte[] bytes = new byte[BYTES];
      new Random(name.hashCode()).nextBytes(bytes);
      Files.write(source, bytes);
    }
    assertThat(write(folder, 0, 0, false)).isZero();
  }

  private static List<PackedFile> files(Path folder) throws IOException {
    List<PackedFile> files = new ArrayList<>();
    for (String name : NAMES) {
      files.add(PackedFile.of(folder.resolve("jar").resolve(name), name));
    }
    return files;
  }

  @Override
  public int write(Path folder, int worker, int round, boolean goesOn) throws IOException {
    try {
      new PrivateFolder(folder.resolve("cache/native"))
          .unpack("software", "1." + round, files(folder));
      return 0;
    } catch (DeviceUnavailableException e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }

  /** The build that was used last is there, and each that is there is whole. */
  @Override
  public void judge(Path folder, Done done) throws IOException {
    List<String> names = new ArrayList<>();
    for (Path build : SystemView.list(folder.resolve("cache/native"), "software-*")) {
      names.add(build.getFileName().toString());
      assertThat(UnpackedFiles.areIn(build, NAMES)).as(build.toString()).isTrue();
      for (String name : NAMES) {
        assertThat(build.resolve(name)).hasSameBinaryContentAs(folder.resolve("jar").resolve(name));
      }
    }
    assertThat(names)
        .as("builds %s, one of which was used last", done.latest())
        .anyMatch(
            name ->
                done.latest().stream().anyMatch(it -> name.startsWith("software-1." + it + "-")));
  }
}
