package graft.data;

import graft.fetch.Sha256;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Reads images from a folder with one folder a class: below train/ and val/ or test/, or by
 * themselves.
 */
final class ImageFolder {
  private static final List<String> TRAINING = List.of("train", "training");
  // A set that has all three keeps test/ for the very end.
  private static final List<String> VALIDATION =
      List.of("val", "valid", "validation", "test", "testing");

  private final Path folder;
  private final Path training;
  private final Optional<Path> validation;

  private ImageFolder(Path folder, Path training, Optional<Path> validation) {
    this.folder = folder;
    this.training = training;
    this.validation = validation;
  }

  /**
   * The images of a folder; empty if there are none in folders of classes.
   *
   * @throws DataException if the images lie in no folder of a class, or there are test images
   *     without training images
   */
  static Optional<ImageFolder> find(Path folder) throws DataException {
    Optional<Path> training = child(folder, TRAINING);
    Optional<Path> validation = child(folder, VALIDATION);
    if (training.isPresent() && ClassFolders.holdsAny(training.get())) {
      return Optional.of(new ImageFolder(folder, training.get(), validation));
    }
    if (validation.isPresent() && ClassFolders.holdsAny(validation.get())) {
      throw DataException.of(
          folder,
          "images in " + validation.get().getFileName() + " and none in train",
          "train with a folder for each class");
    }
    if (ClassFolders.holdsAny(folder)) {
      SplitFolders.requireClasses(folder);
      return Optional.of(new ImageFolder(folder, folder, Optional.empty()));
    }
    Optional<Path> loose = ClassFolders.loose(training.orElse(folder));
    if (loose.isPresent()) {
      throw DataException.of(
          loose.get(), "an image in no folder of a class", "a folder for each class");
    }
    return Optional.empty();
  }

  /** Whether a folder at a path would count as a class, or as part of one. */
  boolean wouldHold(Path other) {
    Path at = real(other);
    return at.startsWith(real(training))
        || validation.filter(images -> at.startsWith(real(images))).isPresent();
  }

  /** Without links, as far as it is there. */
  private static Path real(Path path) {
    Path whole = path.toAbsolutePath().normalize();
    for (Path there = whole; there != null; there = there.getParent()) {
      try {
        return there.toRealPath().resolve(there.relativize(whole));
      } catch (IOException e) {
        // It may still be made.
      }
    }
    return whole;
  }

  private static Optional<Path> child(Path folder, List<String> names) {
    List<Path> folders = FolderListing.folders(folder);
    return names.stream()
        .flatMap(name -> folders.stream().filter(path -> isCalled(path, name)))
        .findFirst();
  }

  private static boolean isCalled(Path path, String name) {
    return path.getFileName().toString().toLowerCase(Locale.ROOT).equals(name);
  }

  /**
   * Reads and checks them. The training images come in an order drawn from the seed, of which every
   * beginning holds all classes alike.
   *
   * @param source what {@link Provenance} is to say
   * @throws DataException if one cannot be read, or is of another size than the first
   */
  DataSplits read(long seed, String source, DataListener listener) throws DataException {
    ClassFolders listed = list(training, listener);
    ClassDraw draw = new ClassDraw(listed.labels(), listed.classes().size(), seed);
    Path first = listed.files().get(0);
    if (validation.isEmpty()) {
      if (!training.equals(folder)) {
        SplitFolders.others(folder, List.of(training)).ifPresent(listener::message);
      }
      return split(listed, draw, seed, source, listener);
    }
    SplitFolders.requireSameClasses(training, validation.get());
    SplitFolders.others(folder, List.of(training, validation.get())).ifPresent(listener::message);
    ClassFolders test = list(validation.get(), listener);
    List<Integer> inOrder = IntStream.range(0, test.files().size()).boxed().toList();
    Part trainPart = part(listed, draw.all(), first, listener);
    Part testPart = part(test, inOrder, first, listener);
    return assemble(trainPart, testPart, source, listener);
  }

  private DataSplits split(
      ClassFolders listed, ClassDraw draw, long seed, String source, DataListener listener)
      throws DataException {
    int alone = draw.classOfOne();
    if (alone >= 0) {
      throw DataException.of(
          listed.root().resolve(listed.classes().get(alone)),
          "one image",
          "two or more, since a tenth of each class is held back for the test");
    }
    Path first = listed.files().get(0);
    Part trainPart = part(listed, draw.rest(), first, listener);
    Part testPart = part(listed, draw.heldBack(), first, listener);
    listener.notice(
        String.format(
            Locale.ROOT,
            "%s has no folder of test images (val, valid or test): of each class a tenth is held"
                + " back, %,d of %,d images, drawn with seed %d",
            folder,
            testPart.labels.size(),
            listed.files().size(),
            seed));
    return assemble(trainPart, testPart, source, listener);
  }

  private static ClassFolders list(Path root, DataListener listener) throws DataException {
    ClassFolders listed = ClassFolders.list(root);
    if (!listed.passedOver().isEmpty()) {
      listener.message(
          String.format(
              Locale.ROOT,
              "%s: passed over %,d %s not called *.png, *.jpg, *.jpeg, *.jpe or *.jfif, the first is"
                  + " %s",
              root,
              listed.passedOver().size(),
              listed.passedOver().size() == 1 ? "file" : "files",
              listed.passedOver().get(0)));
    }
    return listed;
  }

  private record Part(ClassFolders from, List<Path> files, List<Integer> labels, ImageFiles read) {
    boolean hasColour() {
      return IntStream.range(0, files.size()).anyMatch(i -> !read.has(Oddity.GREY, i));
    }
  }

  private static Part part(
      ClassFolders from, List<Integer> positions, Path first, DataListener listener)
      throws DataException {
    List<Path> files = positions.stream().map(from.files()::get).toList();
    List<Integer> labels = positions.stream().map(from.labels()::get).toList();
    ImageFiles read = ImageFiles.read(files, first, "images of " + from.root(), listener);
    return new Part(from, files, labels, read);
  }

  private DataSplits assemble(Part train, Part test, String source, DataListener listener) {
    boolean colour = train.hasColour() || test.hasColour();
    for (Part part : List.of(train, test)) {
      report(part, colour, listener);
    }
    String name = DataFolder.name(folder);
    Map<String, String> sums = new LinkedHashMap<>();
    sums.put("train, " + train.files.size() + " images", listingSum(train));
    sums.put("test, " + test.files.size() + " images", listingSum(test));
    return new DataSplits(
        dataset(train, name + " train", colour),
        dataset(test, name + " test", colour),
        new Provenance(name, source, sums, Optional.empty()));
  }

  /** Says what was done with images that are not like others; grey is odd only among colour. */
  private static void report(Part part, boolean colour, DataListener listener) {
    for (Oddity oddity : Oddity.values()) {
      List<Path> odd =
          IntStream.range(0, part.files.size())
              .filter(i -> part.read.has(oddity, i))
              .mapToObj(part.files::get)
              .sorted()
              .toList();
      if (!odd.isEmpty() && (oddity != Oddity.GREY || colour)) {
        listener.notice(oddity.describe(odd.size(), odd.get(0)));
      }
    }
  }

  private static ImageDataset dataset(Part part, String name, boolean colour) {
    Shape sample = part.read.size().withLast(colour ? ImageDecoder.CHANNELS : 1);
    byte[] images = colour ? part.read.images() : firstChannel(part.read.images());
    byte[] labels = new byte[part.labels.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = part.labels.get(i).byteValue();
    }
    return new ImageDataset(name, images, labels, sample, part.from.classes());
  }

  private static byte[] firstChannel(byte[] rgb) {
    byte[] grey = new byte[rgb.length / ImageDecoder.CHANNELS];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = rgb[i * ImageDecoder.CHANNELS];
    }
    return grey;
  }

  /** The SHA-256 of what sha256sum prints of the files, sorted by their names in bytes. */
  private static String listingSum(Part part) {
    Map<String, String> lines = new TreeMap<>(FolderListing.BY_CODE_POINT);
    for (int i = 0; i < part.files.size(); i++) {
      String name = part.from.root().relativize(part.files.get(i)).toString().replace('\\', '/');
      lines.put(name, part.read.sha256(i));
    }
    MessageDigest digest = Sha256.digest();
    lines.forEach(
        (name, sum) -> digest.update((sum + "  " + name + "\n").getBytes(StandardCharsets.UTF_8)));
    return Sha256.hex(digest);
  }
}
