package graft.data;

import java.util.List;

/**
 * The binary versions of CIFAR-10 and CIFAR-100, as https://www.cs.toronto.edu/~kriz/cifar.html
 * describes them: records of one or two label bytes and three planes of 32x32 bytes, red, green and
 * blue.
 */
@SuppressWarnings("ImmutableEnumChecker") // its list is List.of's
enum CifarFormat {
  CIFAR_10(
      "CIFAR-10",
      "cifar-10",
      "cifar-10-batches-bin",
      List.of(
          "data_batch_1.bin",
          "data_batch_2.bin",
          "data_batch_3.bin",
          "data_batch_4.bin",
          "data_batch_5.bin"),
      "test_batch.bin",
      1,
      10,
      "batches.meta.txt",
      "data_batch_1"),
  /** Its first label byte is the coarse class, one of 20, and is not used; the second the fine. */
  CIFAR_100(
      "CIFAR-100",
      "cifar-100",
      "cifar-100-binary",
      List.of("train.bin"),
      "test.bin",
      2,
      100,
      "fine_label_names.txt",
      "meta");

  /** H and W. */
  static final int SIZE = 32;

  /** C. */
  static final int CHANNELS = 3;

  private final String title;
  private final String stem;
  private final String innerFolder;
  private final List<String> training;
  private final String test;
  private final int labelBytes;
  private final int classes;
  private final String namesFile;
  private final String pickle;

  CifarFormat(
      String title,
      String stem,
      String innerFolder,
      List<String> training,
      String test,
      int labelBytes,
      int classes,
      String namesFile,
      String pickle) {
    this.title = title;
    this.stem = stem;
    this.innerFolder = innerFolder;
    this.training = training;
    this.test = test;
    this.labelBytes = labelBytes;
    this.classes = classes;
    this.namesFile = namesFile;
    this.pickle = pickle;
  }

  /** To print. */
  String title() {
    return title;
  }

  /** The folder that its archive makes. */
  String innerFolder() {
    return innerFolder;
  }

  /** The archive's name without its ending. */
  String archive() {
    return stem + "-binary.tar";
  }

  /** What the archive of the Python version is called without its ending. */
  String pythonArchive() {
    return stem + "-python.tar";
  }

  /** The folders that the archive of the Python version makes. */
  List<String> pythonFolders() {
    return List.of(stem + "-batches-py", stem + "-python");
  }

  /** A file that the Python version alone has. */
  String pickle() {
    return pickle;
  }

  /** The files of training images, in order. */
  List<String> training() {
    return training;
  }

  /** The file of test images. */
  String test() {
    return test;
  }

  /** Bytes before an image; the last of them is its label. */
  int labelBytes() {
    return labelBytes;
  }

  /** Bytes of labels and image. */
  int recordBytes() {
    return labelBytes + CHANNELS * SIZE * SIZE;
  }

  int classes() {
    return classes;
  }

  /** The file that names the classes, a line each. */
  String namesFile() {
    return namesFile;
  }
}
