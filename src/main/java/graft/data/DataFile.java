package graft.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The four files of a data set of MNIST's kind, by the names that MNIST gave them. */
enum DataFile {
  TRAIN_IMAGES("train-images", "idx3-ubyte"),
  TRAIN_LABELS("train-labels", "idx1-ubyte"),
  TEST_IMAGES("t10k-images", "idx3-ubyte"),
  TEST_LABELS("t10k-labels", "idx1-ubyte");

  private final String stem;
  private final String kind;

  DataFile(String stem, String kind) {
    this.stem = stem;
    this.kind = kind;
  }

  /** The name without {@code .gz}. */
  String plainName() {
    return stem + "-" + kind;
  }

  /** The name under which mirrors serve it. */
  String compressedName() {
    return plainName() + ".gz";
  }

  /** The file in a folder, whether compressed or not; empty if it is not there. */
  Optional<Path> in(Path folder) {
    return in(folder, "");
  }

  /** The same for a set whose names begin with its own name, as EMNIST's "emnist-letters-". */
  Optional<Path> in(Path folder, String prefix) {
    return List.of(stem, stem.replace("t10k", "test")).stream()
        // Some copies in circulation have a dot before the kind.
        .flatMap(name -> List.of(name + "-" + kind, name + "." + kind).stream())
        .flatMap(name -> List.of(name, name + ".gz").stream())
        .map(name -> prefix + name)
        // 7-Zip and Kaggle's archive make a folder of the file's name around it.
        .flatMap(name -> Stream.of(folder.resolve(name), folder.resolve(name).resolve(name)))
        .filter(Files::isRegularFile)
        .findFirst();
  }
}
