package graft.data;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells the parts of a data set, as train/ and val/, from its classes by the folders in them. */
final class SplitFolders {
  private static final Pattern PART =
      Pattern.compile(
          "(.*[^a-z])?(train|training|val|valid|validation|test|testing|eval|dev)([^a-z].*)?");

  private SplitFolders() {}

  /**
   * Refuses a folder whose folders are no classes: there is one alone with folders of images in it,
   * or they are parts of a data set by other names than train and val.
   *
   * @throws DataException that names them
   */
  static void requireClasses(Path folder) throws DataException {
    List<Path> folders = FolderListing.folders(folder);
    Path first = folders.get(0);
    if (folders.size() == 1 && ClassFolders.holdsAny(first)) {
      throw DataException.of(folder, "one folder, with folders of images in it", first + " itself");
    }
    List<String> inside = names(first);
    boolean alike =
        folders.stream().allMatch(part -> names(part).equals(inside))
            && folders.stream().allMatch(ClassFolders::holdsAny);
    if (alike && folders.size() > 1 && folders.stream().anyMatch(SplitFolders::isPart)) {
      throw DataException.of(
          folder,
          "%s, which hold the same folders (%s) and are called as parts of a data set"
              .formatted(FolderListing.shortened(names(folder)), FolderListing.shortened(inside)),
          "folders of classes, or parts called train and val, valid, validation, test or testing");
    }
  }

  private static boolean isPart(Path folder) {
    return PART.matcher(name(folder).toLowerCase(Locale.ROOT)).matches();
  }

  private static String name(Path folder) {
    return String.valueOf(folder.getFileName());
  }

  private static List<String> names(Path folder) {
    return FolderListing.folders(folder).stream().map(SplitFolders::name).toList();
  }

  /**
   * Refuses two parts with other classes.
   *
   * @throws DataException that says which differ
   */
  static void requireSameClasses(Path training, Path validation) throws DataException {
    List<String> expected = names(training);
    List<String> found = names(validation);
    if (found.equals(expected)) {
      return;
    }
    String part = name(training);
    if (normalised(found).equals(normalised(expected))) {
      List<String> respelled = without(found, expected);
      throw DataException.of(
          validation,
          "'%s' in other Unicode characters than in %s (accents by themselves, or not)"
              .formatted(respelled.get(0), part),
          "the same; one system's archive tool wrote the one, another's the other");
    }
    Optional<Path> loose = ClassFolders.loose(validation);
    if (found.isEmpty() && loose.isPresent()) {
      throw DataException.of(
          loose.get(),
          "an image in no folder of a class",
          "a folder for each class, as in " + part);
    }
    List<String> differences = new ArrayList<>();
    if (found.isEmpty()) {
      differences.add("no folders of classes");
    } else {
      add(differences, "no ", without(expected, found), "");
      add(differences, "", without(found, expected), ", which " + part + " has not");
    }
    throw DataException.of(
        validation,
        String.join(", but ", differences),
        "the "
            + expected.size()
            + " classes of "
            + part
            + ": "
            + FolderListing.shortened(expected));
  }

  private static void add(List<String> to, String before, List<String> names, String behind) {
    if (!names.isEmpty()) {
      to.add(before + FolderListing.shortened(names) + behind);
    }
  }

  private static List<String> without(List<String> names, List<String> others) {
    return names.stream().filter(name -> !others.contains(name)).toList();
  }

  private static List<String> normalised(List<String> names) {
    return names.stream()
        .map(name -> Normalizer.normalize(name, Normalizer.Form.NFC))
        .sorted()
        .toList();
  }

  /** What lies beside the parts that are read and holds images too, as a sentence. */
  static Optional<String> others(Path folder, List<Path> read) {
    List<String> others =
        FolderListing.folders(folder).stream()
            .filter(part -> !read.contains(part))
            .filter(part -> ClassFolders.holdsAny(part) || ClassFolders.loose(part).isPresent())
            .map(SplitFolders::name)
            .toList();
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s: read %s, passed over %s"
                .formatted(
                    folder,
                    String.join(" and ", read.stream().map(SplitFolders::name).toList()),
                    FolderListing.shortened(others)));
  }
}
