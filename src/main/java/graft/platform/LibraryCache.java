package graft.platform;

import graft.fetch.FileProblem;
import graft.fetch.FolderAside;
import graft.fetch.FolderTree;
import graft.fetch.OwnerOnly;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * One version of NVIDIA's libraries in a folder of this user, for a machine that has the driver
 * alone. The folder is filled aside and renamed in one step: where it is there, it is whole.
 */
final class LibraryCache {
  static final String COMMAND = "make cuda-libs (or java -jar graft.jar cuda-libs)";

  /** CUDA's runtime is not among them: none of them asks for it, nor does JCuda. */
  private static final Pattern WANTED =
      Pattern.compile("lib(cublas|cublasLt|cudnn[a-z_]*|nvrtc|nvrtc-builtins)\\.so\\.[0-9.]+");

  /** cuDNN 9.5's parts, which later ones have too; cuDNN API reference, "Overview". */
  private static final List<String> DNN_9_PARTS =
      List.of(
          "graph",
          "ops",
          "cnn",
          "adv",
          "heuristic",
          "engines_precompiled",
          "engines_runtime_compiled");

  private final Path folder;
  private final CudaStack stack;

  /**
   * Of a folder whose parent is this user's.
   *
   * @param stack that the libraries are of
   */
  LibraryCache(Path folder, CudaStack stack) {
    this.folder = folder;
    this.stack = stack;
  }

  /** In this user's cache. */
  static LibraryCache ofUser(LibrarySet set) {
    return of(SystemView.real().cache(), set);
  }

  /**
   * In a cache.
   *
   * @param caches the folder of all that Graft keeps
   */
  static LibraryCache of(Path caches, LibrarySet set) {
    return new LibraryCache(caches.resolve(set.folder()), set.stack());
  }

  /** The folders of all sets, filled or not, the newest CUDA first. */
  static List<Path> folders(SystemView system) {
    return LibrarySet.ALL.stream()
        .sorted(Comparator.comparing(LibrarySet::cuda).reversed())
        .map(set -> system.cache().resolve(set.folder()))
        .toList();
  }

  /** The command that brings a stack. */
  static String command(CudaStack stack) {
    return String.format(
        Locale.ROOT,
        "make cuda-libs STACK=%d (or java -jar graft.jar cuda-libs --stack %d)",
        stack.major(),
        stack.major());
  }

  /** Where the libraries lie, by SONAME, once it is filled. */
  Path folder() {
    return folder;
  }

  /** Whether all is there, as it was unpacked. */
  boolean isFilled() {
    return missing(folder).isEmpty() && !isDamaged(folder);
  }

  /**
   * Whether a folder of libraries is not as it was filled; of one that earlier versions filled, no.
   */
  static boolean isDamaged(Path folder) {
    return UnpackedFiles.areNoted(folder) && !UnpackedFiles.areIn(folder, unpacked(folder));
  }

  private static List<String> unpacked(Path folder) {
    return SystemView.list(folder, "lib*").stream()
        .map(path -> String.valueOf(path.getFileName()))
        .toList();
  }

  private Optional<String> missing(Path folder) {
    Optional<String> missing =
        required(stack).stream()
            .filter(name -> !Files.isReadable(folder.resolve(name)))
            .findFirst();
    return missing.isEmpty() && SystemView.list(folder, stack.compilerFunctions()).isEmpty()
        ? Optional.of(stack.compilerFunctions())
        : missing;
  }

  /** What Graft needs of a stack, but for NVRTC's functions, which go by minor version. */
  static List<String> required(CudaStack stack) {
    List<String> names = new ArrayList<>(List.of(stack.blasLt(), stack.blas()));
    names.addAll(stack.dnnParts());
    if (stack != CudaStack.CUDA_11) {
      DNN_9_PARTS.forEach(part -> names.add("libcudnn_" + part + ".so.9"));
    }
    names.addAll(List.of(stack.dnn(), stack.compiler()));
    return names;
  }

  /**
   * Unpacks what Graft needs. Only one process at a time may do that.
   *
   * @param archives whose contents were checked: jars that have the libraries under their SONAMEs,
   *     or .tar.xz archives of NVIDIA's
   * @param each hears the name and the bytes of each library before it is unpacked
   * @throws IOException if an archive is damaged, a library is missing, or the folder cannot be
   *     written; the folder then stays as it was
   */
  void fill(List<Path> archives, BiConsumer<String, Long> each) throws IOException {
    Path parent = folder.toAbsolutePath().getParent();
    Files.createDirectories(parent);
    Path aside = folder.resolveSibling(folder.getFileName() + ".filling");
    FolderTree.delete(aside); // of a process that was killed
    try {
      Files.createDirectory(aside, OwnerOnly.ATTRIBUTE);
      for (Path archive : archives) {
        if (isZip(archive)) {
          unzip(archive, aside, each);
        } else {
          new TarXz(archive, LibraryCache::isWanted).unpack(aside, each);
        }
      }
      Optional<String> missing = missing(aside);
      if (missing.isPresent()) {
        throw new IOException(
            archives.get(0)
                + (archives.size() > 1 ? " and those beside it have no " : " has no ")
                + missing.get());
      }
      UnpackedFiles.note(aside, unpacked(aside));
      if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
        try (FolderAside before = FolderAside.create(parent, "replaced")) {
          Files.move(folder, before.path(), StandardCopyOption.ATOMIC_MOVE);
        }
      }
      Files.move(aside, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // Where the disk is full while a file grows, Java does not tell which.
      throw FileProblem.isOfSystem(e) && !(e instanceof FileSystemException)
          ? new IOException(folder + " cannot be filled: " + FileProblem.cause(e), e)
          : e;
    } finally {
      FolderTree.delete(aside);
    }
  }

  private static boolean isWanted(String name) {
    return WANTED.matcher(name).matches();
  }

  private static boolean isZip(Path archive) throws IOException {
    try (InputStream in = Files.newInputStream(archive)) {
      return in.read() == 'P' && in.read() == 'K';
    }
  }

  private static void unzip(Path jar, Path target, BiConsumer<String, Long> each)
      throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      List<? extends ZipEntry> wanted =
          zip.stream().filter(entry -> isWanted(baseName(entry))).toList();
      for (ZipEntry entry : wanted) {
        String name = baseName(entry);
        each.accept(name, entry.getSize());
        try (InputStream in = zip.getInputStream(entry)) {
          Files.copy(in, target.resolve(name));
        }
      }
    }
  }

  private static String baseName(ZipEntry entry) {
    return entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
  }
}
