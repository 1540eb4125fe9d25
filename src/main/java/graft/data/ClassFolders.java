package graft.data;

import graft.fetch.FileProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The image files of a folder that has a folder for each class: classes in code point order of
 * their names, files in code point order of their paths.
 *
 * @param root the folder
 * @param classes the names of its folders
 * @param files [N]
 * @param labels [N], places in classes
 * @param passedOver what lies there and is no image
 */
record ClassFolders(
    Path root,
    List<String> classes,
    List<Path> files,
    List<Integer> labels,
    List<Path> passedOver) {
  private static final Set<String> READ = Set.of("png", "jpg", "jpeg", "jpe", "jfif");
  private static final Set<String> REFUSED =
      Set.of(
          "gif", "bmp", "webp", "tif", "tiff", "jp2", "heic", "heif", "avif", "jxl", "ppm", "pgm");

  private static final String EXPECTED =
      "PNG or JPEG images of this class, called *.png, *.jpg, *.jpeg, *.jpe or *.jfif";

  private static final int DEPTH = 3; // of a look for any image at all

  /**
   * Lists them.
   *
   * @throws DataException if there are fewer than two classes or more than 256, a class without
   *     images, or images of another kind than PNG and JPEG
   */
  static ClassFolders list(Path root) throws DataException {
    List<Path> folders = FolderListing.folders(root);
    if (folders.size() < 2 || folders.size() > ImageDataset.MOST_CLASSES) {
      throw DataException.of(
          root,
          folders.size() + (folders.size() == 1 ? " folder" : " folders"),
          "one for each class, 2 to " + ImageDataset.MOST_CLASSES);
    }
    List<String> classes = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    List<Path> passedOver = new ArrayList<>();
    for (Path folder : folders) {
      classes.add(folder.getFileName().toString());
      addImages(folder, files, passedOver);
      if (files.size() == labels.size()) {
        throw DataException.of(folder, "no image" + others(passedOver, folder), EXPECTED);
      }
      labels.addAll(Collections.nCopies(files.size() - labels.size(), classes.size() - 1));
    }
    return new ClassFolders(root, classes, files, labels, passedOver);
  }

  private static void addImages(Path folder, List<Path> files, List<Path> passedOver)
      throws DataException {
    try (Stream<Path> walk = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      List<Path> found =
          walk.filter(path -> !isHidden(folder.relativize(path)))
              .filter(path -> !Files.isDirectory(path))
              .sorted(Comparator.comparing(Path::toString, FolderListing.BY_CODE_POINT))
              .toList();
      for (Path file : found) {
        String ending = ending(file);
        if (REFUSED.contains(ending)) {
          throw DataException.of(file, "an image of the kind " + ending, "PNG or JPEG");
        }
        String hindrance = FolderListing.hindrance(file);
        if (READ.contains(ending) && !hindrance.isEmpty()) {
          throw DataException.of(file, "no file to read from" + hindrance, "a PNG or JPEG image");
        }
        (READ.contains(ending) ? files : passedOver).add(file);
      }
    } catch (DataException e) {
      throw e;
    } catch (UncheckedIOException e) {
      throw unreadable(folder, e.getCause());
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  /** Images may have names that do not say what they are. */
  private static String others(List<Path> passedOver, Path folder) {
    List<Path> here = passedOver.stream().filter(file -> file.startsWith(folder)).toList();
    return here.isEmpty()
        ? ""
        : String.format(
            Locale.ROOT, ", but %,d other files, the first is %s", here.size(), here.get(0));
  }

  private static DataException unreadable(Path folder, IOException e) {
    return new DataException(folder + ": cannot be read: " + FileProblem.of(e), e);
  }

  /** Whether there is an image in one of the folders of a folder. */
  static boolean holdsAny(Path root) {
    return FolderListing.folders(root).stream().anyMatch(ClassFolders::holdsImage);
  }

  private static boolean holdsImage(Path folder) {
    try (Stream<Path> walk = Files.walk(folder, DEPTH, FileVisitOption.FOLLOW_LINKS)) {
      return walk.anyMatch(ClassFolders::isImage);
    } catch (IOException | UncheckedIOException e) {
      return false; // whoever reads it will say why
    }
  }

  /** An image that lies in a folder itself, in no folder of a class. */
  static Optional<Path> loose(Path folder) {
    return FolderListing.names(folder).stream()
        .map(folder::resolve)
        .filter(ClassFolders::isImage)
        .findFirst();
  }

  private static boolean isImage(Path path) {
    String ending = ending(path);
    return (READ.contains(ending) || REFUSED.contains(ending)) && Files.isRegularFile(path);
  }

  private static boolean isHidden(Path relative) {
    for (Path part : relative) {
      if (FolderListing.isHidden(part.toString())) {
        return true;
      }
    }
    return false;
  }

  private static String ending(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
