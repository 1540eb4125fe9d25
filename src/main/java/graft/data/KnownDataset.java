package graft.data;

import java.net.URI;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The published data sets that Graft finds by itself. Both have 60,000 training and 10,000 test
 * images of 28x28 pixels in 10 classes, and the same four file names; only the checksums tell them
 * apart. Checksums are of the uncompressed content, since copies in circulation differ in their
 * gzip headers.
 */
@SuppressWarnings("ImmutableEnumChecker") // its lists and maps are List.of's and Map.of's
public enum KnownDataset {
  /** Handwritten digits: LeCun, Cortes and Burges. */
  MNIST(
      "MNIST",
      "mnist",
      List.of(
          "https://storage.googleapis.com/cvdf-datasets/mnist/",
          "https://ossci-datasets.s3.amazonaws.com/mnist/",
          "https://raw.githubusercontent.com/fgnt/mnist/master/"),
      "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
      "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
      "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
      "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),

  /** Pictures of clothing: Xiao, Rasul and Vollgraf 2017, arXiv 1708.07747. */
  FASHION_MNIST(
      "Fashion-MNIST",
      "fashion-mnist",
      List.of(
          // The publisher's own address has no https; the checksums stand for it.
          "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
          "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
          "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"),
      "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
      "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
      "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
      "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34");

  private final String title;
  private final String keyword;
  private final List<URI> mirrors;
  private final Map<DataFile, String> checksums;

  KnownDataset(
      String title,
      String keyword,
      List<String> mirrors,
      String trainImages,
      String trainLabels,
      String testImages,
      String testLabels) {
    this.title = title;
    this.keyword = keyword;
    this.mirrors = mirrors.stream().map(URI::create).toList();
    this.checksums =
        Map.of(
            DataFile.TRAIN_IMAGES, trainImages,
            DataFile.TRAIN_LABELS, trainLabels,
            DataFile.TEST_IMAGES, testImages,
            DataFile.TEST_LABELS, testLabels);
  }

  /** The name to print: "MNIST", "Fashion-MNIST". */
  public String title() {
    return title;
  }

  /** The name to type, and of its folder in the cache: "mnist", "fashion-mnist". */
  public String keyword() {
    return keyword;
  }

  /** SHA-256 of each file's uncompressed content, lower-case hexadecimal. */
  Map<DataFile, String> checksums() {
    return checksums;
  }

  /** Public folders that serve the four compressed files, the preferred one first. */
  List<URI> mirrors() {
    return mirrors;
  }

  /**
   * The data set that a record's checksums are of, if it is a known one.
   *
   * @param sha256 as in {@link Provenance#sha256}
   */
  public static Optional<KnownDataset> recorded(Map<String, String> sha256) {
    Map<DataFile, String> byFile = new EnumMap<>(DataFile.class);
    for (DataFile file : DataFile.values()) {
      byFile.put(file, sha256.getOrDefault(file.plainName(), ""));
    }
    return identify(byFile);
  }

  /** The data set whose four files have these checksums, if it is a known one. */
  static Optional<KnownDataset> identify(Map<DataFile, String> sha256) {
    for (KnownDataset known : values()) {
      if (known.checksums.equals(sha256)) {
        return Optional.of(known);
      }
    }
    return Optional.empty();
  }
}
