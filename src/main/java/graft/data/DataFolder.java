package graft.data;

import graft.fetch.FileContents;
import graft.fetch.FileProblem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads a folder of data, whichever kind it holds: four IDX files, CIFAR's binary files, or images
 * in one folder a class.
 */
public final class DataFolder {
  private static final String EXPECTED =
      "the four IDX files ("
          + IdxFolder.EXPECTED
          + "), CIFAR-10's or CIFAR-100's binary files, or images as PNG or JPEG in one folder a"
          + " class, below train/ and test/ or by themselves";

  private static final int START = 512; // bytes that tell what a file is

  private DataFolder() {}

  /**
   * Reads and checks a folder.
   *
   * @param seed of what is drawn from a folder of images: the order of its training images, and the
   *     tenth that is kept for the test where there is no folder of test images
   * @throws DataException if it holds none of the kinds, or what it holds is unsound; the message
   *     names the file
   */
  public static DataSplits read(Path folder, long seed, DataListener listener)
      throws DataException {
    requireFolder(folder);
    DataSplits read = readOne(folder, seed, listener);
    SharedImages.notice(read).ifPresent(listener::notice);
    return read;
  }

  private static DataSplits readOne(Path folder, long seed, DataListener listener)
      throws DataException {
    String source = source(folder);
    if (IdxFolder.holdsAny(folder)) {
      return IdxFolder.read(folder, source, listener);
    }
    Optional<CifarFolder> cifar = CifarFolder.find(folder);
    if (cifar.isPresent()) {
      return cifar.get().read(source);
    }
    Optional<ImageFolder> images = ImageFolder.find(folder);
    if (images.isPresent()) {
      return images.get().read(seed, source, listener);
    }
    Optional<Path> inside = inside(folder);
    if (inside.isPresent()) {
      throw DataException.of(
          folder, "no data in it itself, but IDX files in " + inside.get(), "that folder");
    }
    throw DataException.of(
        folder,
        "none of the kinds of data, but " + FolderListing.describe(folder) + IdxFolder.near(folder),
        EXPECTED);
  }

  private static String describe(Path file) {
    if (!Files.isRegularFile(file)) { // nobody may ever write into a pipe
      return "something that is no folder";
    }
    try (InputStream in = Files.newInputStream(file)) {
      return FileContents.recognize(in.readNBytes(START)).orElse("a file");
    } catch (IOException e) {
      return "a file";
    }
  }

  /** Whether a folder is meant to hold data of one of the kinds. */
  static boolean holdsAny(Path folder) throws DataException {
    return IdxFolder.holdsAny(folder)
        || CifarFolder.find(folder).isPresent()
        || ImageFolder.find(folder).isPresent();
  }

  /**
   * Whether a folder that is made at a path would be read as data of another from then on: in a
   * folder of images each folder is a class.
   *
   * @param data a folder of data
   * @param path where one may be made
   * @throws DataException if the data is unsound
   */
  public static boolean wouldHold(Path data, Path path) throws DataException {
    return !IdxFolder.holdsAny(data)
        && CifarFolder.find(data).isEmpty()
        && ImageFolder.find(data).filter(images -> images.wouldHold(path)).isPresent();
  }

  private static void requireFolder(Path folder) throws DataException {
    if (!Files.isDirectory(folder)) {
      throw DataException.of(
          folder,
          Files.exists(folder) ? describe(folder) : "nothing",
          "a folder of data, unpacked; for a data set by name say auto, mnist or fashion-mnist");
    }
    try (Stream<Path> listed = Files.list(folder)) {
      var unused = listed.findAny();
    } catch (IOException e) {
      throw new DataException(folder + ": cannot be read: " + FileProblem.cause(e), e);
    }
  }

  /** The data may lie one folder, or two, further down: torchvision's MNIST/raw, for one. */
  private static Optional<Path> inside(Path folder) {
    return FolderListing.folders(folder).stream()
        .flatMap(inside -> Stream.concat(Stream.of(inside), FolderListing.folders(inside).stream()))
        .filter(IdxFolder::holdsAny)
        .findFirst();
  }

  /** The last part of a folder's name, for a data set that has no name of its own. */
  static String name(Path folder) {
    Path name = folder.toAbsolutePath().normalize().getFileName();
    return name == null ? folder.toString() : name.toString();
  }

  /** What a provenance calls data that lies in a folder. */
  static String source(Path folder) {
    return "folder " + folder.toAbsolutePath().normalize();
  }
}
