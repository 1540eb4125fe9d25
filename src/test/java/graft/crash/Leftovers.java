package graft.crash;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** What is on its way to another name, or was when its writer ended. */
final class Leftovers {
  private Leftovers() {}

  /**
   * Whatever of it lies below a folder. Locks and the notes of unpacked files are there to stay.
   */
  static List<Path> below(Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            if (isLeft(path)) {
              found.add(path);
              return FileVisitResult.SKIP_SUBTREE;
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            if (isLeft(path)) {
              found.add(path);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path path, IOException e) {
            return FileVisitResult.CONTINUE; // a live process has just removed it
          }

          @Override
          public FileVisitResult postVisitDirectory(Path path, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        });
    return found;
  }

  private static boolean isLeft(Path path) {
    String name = path.getFileName().toString();
    boolean hidden =
        name.startsWith(".") && !name.matches("\\.unpacked|\\.replaces") && !name.endsWith(".lock");
    return hidden
        || name.endsWith(".part")
        || name.endsWith(".filling")
        || (path.getParent().endsWith("tmp") && name.startsWith("graft"));
  }
}
