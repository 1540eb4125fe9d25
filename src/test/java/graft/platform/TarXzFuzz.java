package graft.platform;

import graft.fetch.FolderTree;
import graft.fuzz.Input;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Archives of libraries as NVIDIA packs them. */
public final class TarXzFuzz {
  private TarXzFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    unpack(input, Input.file("input.tar.xz", input));
  }

  /** Nothing comes to lie beside the folder, and in it what is wanted alone. */
  static void unpack(byte[] input, Path archive) throws IOException {
    Path above = Files.createDirectories(Input.place("unpacked"));
    Path target = Files.createDirectories(above.resolve("target"));
    Input.read(
        input,
        () ->
            new TarXz(archive, name -> name.matches("libx[a-z-]*\\.so\\.[0-9.]+"))
                .unpack(target, (name, bytes) -> {}),
        IOException.class);
    requireNames(above, "target");
    requireNames(target, "libx.*");
    FolderTree.delete(target);
  }

  private static void requireNames(Path folder, String pattern) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(
          file ->
              Input.require(
                  String.valueOf(file.getFileName()).matches(pattern), file + " is written"));
    }
  }
}
