package graft.data;

import graft.tensor.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a folder that holds the four IDX files of a data set, compressed or not: MNIST's names, or
 * EMNIST's, which begin with the set's name.
 */
final class IdxFolder {
  /** What is looked for, for messages. */
  static final String EXPECTED =
      "train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and"
          + " t10k-labels-idx1-ubyte, each with or without .gz";

  private static final Pattern PREFIXED =
      Pattern.compile("(.+-)(train|t10k|test)-(images[-.]idx3|labels[-.]idx1)-ubyte(\\.gz)?");

  private static final Pattern NEAR =
      Pattern.compile(
          "(train|t10k|test)[^a-z]*(images?|labels?)[^a-z]*(idx|ubyte)", Pattern.CASE_INSENSITIVE);

  private IdxFolder() {}

  /**
   * Reads and checks the four files; tells MNIST and Fashion-MNIST by their checksums.
   *
   * @param source what {@link Provenance} is to say
   * @throws DataException if a file is missing, cannot be read, is no sound IDX file, or the files
   *     do not fit together; it names the file
   */
  static DataSplits read(Path folder, String source, DataListener listener) throws DataException {
    String prefix = prefix(folder);
    Map<DataFile, Path> files = locate(folder, prefix);
    Map<DataFile, String> sha256 = new EnumMap<>(DataFile.class);
    Part train = readPart(files, DataFile.TRAIN_IMAGES, DataFile.TRAIN_LABELS, sha256);
    Part test = readPart(files, DataFile.TEST_IMAGES, DataFile.TEST_LABELS, sha256);
    if (!test.sample().equals(train.sample())) {
      throw DataException.of(
          test.file,
          "images of " + size(test.images),
          size(train.images) + " as in " + train.file.getFileName());
    }
    int classes = classes(files, train, test, listener);
    if (prefix.startsWith("emnist")) {
      listener.notice(
          folder + ": EMNIST's files hold their images transposed, rows for columns; so they stay");
    }
    Optional<KnownDataset> known = KnownDataset.identify(sha256);
    String name =
        known
            .map(KnownDataset::title)
            .orElseGet(
                () -> prefix.isEmpty() ? DataFolder.name(folder) : prefix.replaceAll("-$", ""));
    Map<String, String> byName = new LinkedHashMap<>();
    sha256.forEach((file, sum) -> byName.put(prefix + file.plainName(), sum));
    return new DataSplits(
        train.dataset(name + " train", classes),
        test.dataset(name + " test", classes),
        new Provenance(name, source, byName, known));
  }

  /** Whether at least one of the four files is there, so that the folder is meant to hold them. */
  static boolean holdsAny(Path folder) {
    for (DataFile file : DataFile.values()) {
      if (file.in(folder).isPresent()) {
        return true;
      }
    }
    return !prefixes(folder).isEmpty();
  }

  /** Whether all four files are there under MNIST's names. */
  static boolean holdsAll(Path folder) {
    for (DataFile file : DataFile.values()) {
      if (file.in(folder).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** Names that one of the four could have been, as " (but train-images-idx3-ubyte (1).gz)". */
  static String near(Path folder) {
    List<String> near =
        FolderListing.names(folder).stream()
            .filter(name -> NEAR.matcher(name).find() && !isRead(folder, name))
            .filter(name -> Files.isRegularFile(folder.resolve(name)))
            .limit(DataFile.values().length)
            .toList();
    return near.isEmpty() ? "" : " (but " + String.join(", ", near) + ": rename them)";
  }

  private static boolean isRead(Path folder, String name) {
    return PREFIXED.matcher(name).matches()
        || Arrays.stream(DataFile.values())
            .anyMatch(file -> file.in(folder).filter(folder.resolve(name)::equals).isPresent());
  }

  private static List<String> prefixes(Path folder) {
    return FolderListing.names(folder).stream()
        .map(PREFIXED::matcher)
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1))
        .distinct()
        .toList();
  }

  /** Empty where MNIST's own names are used. */
  private static String prefix(Path folder) throws DataException {
    for (DataFile file : DataFile.values()) {
      if (file.in(folder).isPresent()) {
        return "";
      }
    }
    List<String> prefixes = prefixes(folder);
    if (prefixes.size() > 1) {
      throw DataException.of(
          folder,
          "the IDX files of several data sets, " + String.join("..., ", prefixes) + "...",
          "a folder for each of them");
    }
    return prefixes.isEmpty() ? "" : prefixes.get(0);
  }

  private static Map<DataFile, Path> locate(Path folder, String prefix) throws DataException {
    Map<DataFile, Path> files = new EnumMap<>(DataFile.class);
    List<String> missing = new ArrayList<>();
    for (DataFile file : DataFile.values()) {
      file.in(folder, prefix)
          .ifPresentOrElse(
              p -> files.put(file, p),
              () -> missing.add(prefix + file.plainName() + why(folder, prefix, file)));
    }
    if (!missing.isEmpty()) {
      throw DataException.of(folder, "no " + String.join(", ", missing) + near(folder), EXPECTED);
    }
    return files;
  }

  /** What stands in its place, if it is no file. */
  private static String why(Path folder, String prefix, DataFile file) {
    return FolderListing.hindrance(folder.resolve(prefix + file.plainName()))
        + FolderListing.hindrance(folder.resolve(prefix + file.compressedName()));
  }

  private static Part readPart(
      Map<DataFile, Path> files, DataFile images, DataFile labels, Map<DataFile, String> sha256)
      throws DataException {
    IdxFile label = IdxFile.readLabels(files.get(labels));
    IdxFile image = IdxFile.readImages(files.get(images));
    if (image.count() != label.count()) {
      throw DataException.of(
          files.get(labels),
          label.count() + " labels",
          image.count() + ", one for each image in " + files.get(images).getFileName());
    }
    sha256.put(images, image.sha256());
    sha256.put(labels, label.sha256());
    return new Part(files.get(images), image, label);
  }

  /** One more than the largest label of both splits. */
  private static int classes(
      Map<DataFile, Path> files, Part train, Part test, DataListener listener)
      throws DataException {
    int[] images = new int[ImageDataset.MOST_CLASSES];
    int classes = 0;
    Set<Integer> labels = new TreeSet<>();
    for (Part part : List.of(train, test)) {
      for (byte label : part.labels.bytes()) {
        int number = Byte.toUnsignedInt(label);
        images[number]++;
        labels.add(number);
        classes = Math.max(classes, number + 1);
      }
    }
    Path file = files.get(DataFile.TRAIN_LABELS);
    if (classes < 2) {
      throw DataException.of(file, "label 0 only", "two classes or more");
    }
    if (labels.size() == 1) {
      listener.notice(
          file
              + ": every image, the test's too, has label "
              + (classes - 1)
              + ", so that there is nothing to tell apart");
    }
    if (images[0] == 0) {
      listener.notice(
          file
              + ": no image has label 0, nor has one in the test set; it counts as a class,"
              + " so that there are "
              + classes);
    }
    return classes;
  }

  private static String size(IdxFile images) {
    return images.height() + "x" + images.width();
  }

  private record Part(Path file, IdxFile images, IdxFile labels) {
    Shape sample() {
      return Shape.of(images.height(), images.width(), 1);
    }

    ImageDataset dataset(String name, int classes) {
      return new ImageDataset(name, images.bytes(), labels.bytes(), sample(), classes);
    }
  }
}
