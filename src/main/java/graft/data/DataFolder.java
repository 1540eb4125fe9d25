package graft.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a folder that holds the four IDX files of a data set, compressed or not. */
public final class DataFolder {
  /** Labels are 0 to 9, as in MNIST. */
  public static final int CLASSES = 10;

  private DataFolder() {}

  /**
   * Reads and checks the four files; tells MNIST and Fashion-MNIST by their checksums.
   *
   * @throws DataException if a file is missing, cannot be read, is no sound IDX file, or the files
   *     do not fit together; it names the file
   */
  public static DataSplits read(Path folder) throws DataException {
    return read(folder, "folder " + folder.toAbsolutePath().normalize());
  }

  static DataSplits read(Path folder, String source) throws DataException {
    Map<DataFile, Path> files = locate(folder);
    Map<DataFile, String> sha256 = new EnumMap<>(DataFile.class);
    Part train = readPart(files, DataFile.TRAIN_IMAGES, DataFile.TRAIN_LABELS, sha256);
    Part test = readPart(files, DataFile.TEST_IMAGES, DataFile.TEST_LABELS, sha256);
    if (test.images.height() != train.images.height()
        || test.images.width() != train.images.width()) {
      throw DataException.of(
          test.file,
          "images of " + size(test.images),
          size(train.images) + " as in " + train.file.getFileName());
    }
    Optional<KnownDataset> known = KnownDataset.identify(sha256);
    String name = known.map(KnownDataset::title).orElseGet(() -> folderName(folder));
    Map<String, String> byName = new LinkedHashMap<>();
    sha256.forEach((file, sum) -> byName.put(file.plainName(), sum));
    return new DataSplits(
        train.dataset(name + " train"),
        test.dataset(name + " test"),
        new Provenance(name, source, byName, known));
  }

  /** Whether at least one of the four files is there, so that the folder is meant to hold them. */
  static boolean holdsAny(Path folder) {
    for (DataFile file : DataFile.values()) {
      if (file.in(folder).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** Whether all four files are there. */
  static boolean holdsAll(Path folder) {
    for (DataFile file : DataFile.values()) {
      if (file.in(folder).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private static Map<DataFile, Path> locate(Path folder) throws DataException {
    if (!Files.isDirectory(folder)) {
      throw DataException.of(
          folder,
          Files.exists(folder) ? "a file" : "nothing",
          "a folder with the four IDX files; for a data set by name say auto, mnist or"
              + " fashion-mnist");
    }
    Map<DataFile, Path> files = new EnumMap<>(DataFile.class);
    List<String> missing = new ArrayList<>();
    for (DataFile file : DataFile.values()) {
      file.in(folder).ifPresentOrElse(p -> files.put(file, p), () -> missing.add(file.plainName()));
    }
    if (!missing.isEmpty()) {
      throw DataException.of(
          folder,
          (files.isEmpty() ? "none of the four IDX files" : "no " + String.join(", ", missing))
              + subfolderHint(folder),
          "train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and"
              + " t10k-labels-idx1-ubyte, each with or without .gz");
    }
    return files;
  }

  private static String subfolderHint(Path folder) {
    for (KnownDataset known : KnownDataset.values()) {
      Path inside = folder.resolve(known.keyword());
      if (holdsAll(inside)) {
        return " (but " + inside + " has them)";
      }
    }
    return "";
  }

  private static Part readPart(
      Map<DataFile, Path> files, DataFile images, DataFile labels, Map<DataFile, String> sha256)
      throws DataException {
    IdxFile label = IdxFile.readLabels(files.get(labels), CLASSES);
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

  private static String size(IdxFile images) {
    return images.height() + "x" + images.width();
  }

  private static String folderName(Path folder) {
    Path name = folder.toAbsolutePath().normalize().getFileName();
    return name == null ? folder.toString() : name.toString();
  }

  private record Part(Path file, IdxFile images, IdxFile labels) {
    ImageDataset dataset(String name) {
      return new ImageDataset(
          name, images.bytes(), labels.bytes(), images.height(), images.width(), CLASSES);
    }
  }
}
