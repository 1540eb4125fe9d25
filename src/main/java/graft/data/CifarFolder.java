package graft.data;

import graft.fetch.FileProblem;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads a folder that holds the binary files of CIFAR-10 or CIFAR-100. */
final class CifarFolder {
  private static final Shape SAMPLE =
      Shape.of(CifarFormat.SIZE, CifarFormat.SIZE, CifarFormat.CHANNELS);

  private static final String BYTE_ORDER_MARK = "\uFEFF"; // as editors of Windows put it in front

  private final Path folder;
  private final CifarFormat format;

  private CifarFolder(Path folder, CifarFormat format) {
    this.folder = folder;
    this.format = format;
  }

  /**
   * The folder, or the one that the archive makes below it; empty if neither holds anything of
   * CIFAR's.
   *
   * @throws DataException if there are both data sets, or another version than the binary one, or
   *     an archive alone
   */
  static Optional<CifarFolder> find(Path folder) throws DataException {
    List<CifarFolder> found = new ArrayList<>();
    for (CifarFormat format : CifarFormat.values()) {
      Stream.of(folder, folder.resolve(format.innerFolder()))
          .filter(place -> holdsAny(place, format))
          .findFirst()
          .ifPresent(place -> found.add(new CifarFolder(place, format)));
    }
    if (found.size() > 1) {
      throw DataException.of(
          folder,
          "both CIFAR-10 and CIFAR-100",
          "one of them; name its own folder, as " + found.get(0).folder);
    }
    if (found.isEmpty()) {
      for (CifarFormat format : CifarFormat.values()) {
        refuseOtherForms(folder, format);
      }
    }
    return found.stream().findFirst();
  }

  private static boolean holdsAny(Path place, CifarFormat format) {
    return Stream.concat(format.training().stream(), Stream.of(format.test()))
        .anyMatch(name -> Files.isRegularFile(place.resolve(name)));
  }

  private static void refuseOtherForms(Path folder, CifarFormat format) throws DataException {
    String binary = "the binary version, " + format.archive() + ".gz, unpacked";
    List<Path> pickles =
        Stream.concat(Stream.of(folder), format.pythonFolders().stream().map(folder::resolve))
            .map(place -> place.resolve(format.pickle()))
            .toList();
    for (Path pickle : pickles) {
      if (Files.isRegularFile(pickle) && startsLikeAPickle(pickle)) {
        throw DataException.of(
            pickle, "a Python pickle: the Python version of " + format.title(), binary);
      }
    }
    for (String name : FolderListing.names(folder)) {
      if (name.startsWith(format.pythonArchive())) {
        throw DataException.of(
            folder.resolve(name), "the Python version of " + format.title() + ", packed", binary);
      }
      if (name.startsWith(format.archive())) {
        throw DataException.of(
            folder.resolve(name),
            "an archive",
            "it unpacked (tar xf " + name + " in this folder makes " + format.innerFolder() + ")");
      }
    }
  }

  private static boolean startsLikeAPickle(Path file) throws DataException {
    return CifarFile.describe(file).equals("a Python pickle");
  }

  /**
   * Reads and checks all files.
   *
   * @param source what {@link Provenance} is to say
   * @throws DataException if a file is missing, cannot be read, or holds something else
   */
  DataSplits read(String source) throws DataException {
    List<String> missing =
        Stream.concat(format.training().stream(), Stream.of(format.test()))
            .filter(name -> !Files.isRegularFile(folder.resolve(name)))
            .map(name -> name + FolderListing.hindrance(folder.resolve(name)))
            .toList();
    if (!missing.isEmpty()) {
      throw DataException.of(
          folder,
          "no " + String.join(", ", missing),
          String.join(", ", format.training()) + " and " + format.test());
    }
    Map<String, String> sha256 = new LinkedHashMap<>();
    List<String> names = classNames();
    ImageDataset train = part("train", format.training(), names, sha256);
    ImageDataset test = part("test", List.of(format.test()), names, sha256);
    return new DataSplits(
        train, test, new Provenance(format.title(), source, sha256, Optional.empty()));
  }

  private ImageDataset part(
      String part, List<String> files, List<String> names, Map<String, String> sha256)
      throws DataException {
    List<CifarFile> read = new ArrayList<>();
    for (String file : files) {
      CifarFile content = CifarFile.read(folder.resolve(file), format);
      sha256.put(file, content.sha256());
      read.add(content);
    }
    int count = read.stream().mapToInt(CifarFile::count).sum();
    byte[] images = new byte[count * SAMPLE.elements()];
    byte[] labels = new byte[count];
    int done = 0;
    for (CifarFile file : read) {
      file.copyTo(images, labels, done);
      done += file.count();
    }
    return new ImageDataset(format.title() + " " + part, images, labels, SAMPLE, names);
  }

  /** Their numbers where the file of names was left out. */
  private List<String> classNames() throws DataException {
    Path file = folder.resolve(format.namesFile());
    if (!Files.isRegularFile(file)) {
      return IntStream.range(0, format.classes()).mapToObj(Integer::toString).toList();
    }
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      List<String> names =
          lines.stream()
              .map(line -> line.replace(BYTE_ORDER_MARK, "").strip())
              .filter(line -> !line.isEmpty())
              .toList();
      if (names.size() != format.classes()) {
        throw DataException.of(
            file,
            names.size() + " names",
            format.classes() + ", one for each class of " + format.title());
      }
      return names;
    } catch (DataException e) {
      throw e;
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + FileProblem.cause(e), e);
    }
  }
}
