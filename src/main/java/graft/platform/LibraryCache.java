package graft.platform;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * NVIDIA's libraries in a folder of this user, for a machine that has the driver alone. The folder
 * is filled aside and renamed in one step: where it is there, it is whole.
 */
public final class LibraryCache {
  static final String COMMAND = "make cuda-libs (or java -jar graft.jar cuda-libs)";
  private static final String NAME = "cuda-11.8-cudnn-8.6";
  private static final Pattern WANTED =
      Pattern.compile(
          "lib(cudart|cublas|cublasLt|cudnn[a-z_]*|nvrtc|nvrtc-builtins)\\.so\\.[0-9.]+");

  private final Path folder;

  /** Of a folder whose parent is this user's. */
  public LibraryCache(Path folder) {
    this.folder = folder;
  }

  /** In the user's cache. */
  public static LibraryCache ofUser() {
    return of(SystemView.real());
  }

  static LibraryCache of(SystemView system) {
    return new LibraryCache(system.cache().resolve(NAME));
  }

  /**
   * Why its libraries would be of no use on a machine whose GPU is known, and what to do instead;
   * empty if they are of use, or nothing is known of a GPU.
   */
  public static Optional<String> refusal(DeviceSelection.Facts facts) {
    return GpuEvidence.find(facts.system()).isEmpty()
        ? Optional.empty()
        : facts.libraries().cacheRefusal();
  }

  /** Where the libraries lie, by SONAME, once it is filled. */
  public Path folder() {
    return folder;
  }

  public boolean isFilled() {
    return missing(folder).isEmpty();
  }

  private static Optional<String> missing(Path folder) {
    return NvidiaLibraries.distributed().stream()
        .filter(name -> !Files.isReadable(folder.resolve(name)))
        .findFirst();
  }

  /**
   * Unpacks what Graft needs from a jar that has NVIDIA's libraries under their SONAMEs. Only one
   * process at a time may do that.
   *
   * @param jar whose content was checked
   * @param each hears the name and size of each library before it is unpacked
   * @throws IOException if the jar lacks a library, or the folder cannot be written
   */
  public void fill(Path jar, Consumer<String> each) throws IOException {
    Path parent = folder.toAbsolutePath().getParent();
    Files.createDirectories(parent);
    Path aside = folder.resolveSibling(folder.getFileName() + ".filling");
    PrivateFolder.delete(aside); // of a process that was killed
    try {
      Files.createDirectory(aside, PrivateFolder.OWNER_ONLY_ATTRIBUTE);
      unpack(jar, aside, each);
      Optional<String> missing = missing(aside);
      if (missing.isPresent()) {
        throw new IOException(jar + " has no " + missing.get());
      }
      if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
        Path before = Files.createTempDirectory(parent, ".replaced-");
        Files.move(folder, before, StandardCopyOption.ATOMIC_MOVE);
        PrivateFolder.delete(before);
      }
      Files.move(aside, folder, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      PrivateFolder.delete(aside);
    }
  }

  private static void unpack(Path jar, Path target, Consumer<String> each) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : wanted(zip)) {
        String name = baseName(entry);
        each.accept(name + ", " + Bytes.text(entry.getSize()));
        try (InputStream in = zip.getInputStream(entry)) {
          Files.copy(in, target.resolve(name));
        }
      }
    }
  }

  private static List<ZipEntry> wanted(ZipFile zip) {
    List<ZipEntry> entries = new ArrayList<>();
    zip.stream().filter(entry -> WANTED.matcher(baseName(entry)).matches()).forEach(entries::add);
    return entries;
  }

  private static String baseName(ZipEntry entry) {
    return entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
  }
}
