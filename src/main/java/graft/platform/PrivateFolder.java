package graft.platform;

import graft.fetch.FileProblem;
import graft.fetch.FolderAside;
import graft.fetch.OwnerOnly;
import graft.fetch.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder where libraries of the jar are unpacked to be loaded: of this user alone, so that nobody
 * else's file is ever loaded. Each set of files has its own folder, named by its content, filled
 * aside and renamed in one step: JVMs that start at once do not see each other's half-written
 * files.
 */
final class PrivateFolder {
  private static final int ATTEMPTS = 3;
  private static final String FILLING = "filling";
  private static final String REMOVED = "removed";

  /** Builds of a kind. */
  private static final int KEPT = 3;

  private static final Logger log = LoggerFactory.getLogger(PrivateFolder.class);

  private final Path root;

  PrivateFolder(Path root) {
    this.root = root;
  }

  /** In the user's cache. */
  static PrivateFolder ofUser(SystemView system) {
    return new PrivateFolder(system.cache().resolve("native"));
  }

  /**
   * The folder that holds these files, unpacked before or now. Of one kind the last three that were
   * used are kept: those of older builds are deleted when a new one is unpacked.
   *
   * @param kind of files, the beginning of the folder's name
   * @param version the next part of it
   * @throws DeviceUnavailableException if it cannot be written, or is not this user's alone
   */
  Path unpack(String kind, String version, List<PackedFile> files) {
    Path target = root.resolve(kind + "-" + version + "-" + fingerprint(files));
    try {
      prepareRoot();
      FolderAside.sweep(root, FILLING); // also where nothing is to be filled
      FolderAside.sweep(root, REMOVED);
      if (!holds(target, files)) {
        FillTurn turn = FillTurn.await(root);
        try (turn) {
          fillUntilHeld(kind, target, files);
        }
      }
      markUsed(target);
      return target;
    } catch (IOException e) {
      throw new DeviceUnavailableException(
          "the native libraries cannot be unpacked into "
              + target
              + ": "
              + FileProblem.of(e)
              + " (XDG_CACHE_HOME sets another place than ~/.cache)",
          e);
    }
  }

  /** Another process may have filled it meanwhile. */
  private void fillUntilHeld(String kind, Path target, List<PackedFile> files) throws IOException {
    for (int attempt = 0; !holds(target, files); attempt++) {
      if (attempt == ATTEMPTS) {
        throw new IOException("it is filled by others faster than it can be read");
      }
      fill(target, files);
      forget(kind, target);
    }
  }

  private void prepareRoot() throws IOException {
    if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(root.getParent());
      try {
        Files.createDirectory(root, OwnerOnly.ATTRIBUTE);
      } catch (FileSystemException e) {
        if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
          throw e;
        }
      }
    }
    // Fails where the folder is another user's.
    Files.setPosixFilePermissions(root, OwnerOnly.PERMISSIONS);
  }

  private static boolean holds(Path folder, List<PackedFile> files) {
    return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        && UnpackedFiles.areIn(folder, names(files));
  }

  private static List<String> names(List<PackedFile> files) {
    return files.stream().map(PackedFile::name).toList();
  }

  private void fill(Path target, List<PackedFile> files) throws IOException {
    try (FolderAside aside = FolderAside.create(root, FILLING, OwnerOnly.ATTRIBUTE)) {
      for (PackedFile file : files) {
        file.copyTo(aside.path());
      }
      UnpackedFiles.note(aside.path(), names(files));
      if (Files.exists(target, LinkOption.NOFOLLOW_LINKS) && !holds(target, files)) {
        log.warn("{} was damaged and is unpacked anew", target);
        remove(target);
      }
      aside.renameTo(target);
      log.debug("{} is unpacked", target);
    } catch (FileSystemException e) {
      // Another JVM was faster: its folder is as good.
      if (!holds(target, files)) {
        throw e;
      }
    }
  }

  /** At once: a process that is killed meanwhile leaves no half of it under its name. */
  private void remove(Path build) throws IOException {
    try (FolderAside removed = FolderAside.create(root, REMOVED, OwnerOnly.ATTRIBUTE)) {
      Files.move(build, removed.path(), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static void markUsed(Path folder) {
    try {
      Files.setLastModifiedTime(folder, FileTime.from(Instant.now()));
    } catch (IOException e) {
      log.debug("{} is not marked as used: {}", folder, e.toString());
    }
  }

  /** Deletes builds of a kind that were used before the last ones. What uses them has them open. */
  private void forget(String kind, Path current) {
    Pattern names = Pattern.compile(Pattern.quote(kind) + "-.*-[0-9a-f]{16}");
    try (Stream<Path> all = Files.list(root)) {
      List<Path> older =
          all.filter(path -> names.matcher(String.valueOf(path.getFileName())).matches())
              .filter(path -> !path.equals(current))
              .sorted(Comparator.comparing(PrivateFolder::lastUsed).reversed())
              .skip(KEPT - 1)
              .toList();
      for (Path path : older) {
        remove(path);
      }
    } catch (IOException e) {
      log.debug("older builds stay in {}: {}", root, e.toString());
    }
  }

  private static FileTime lastUsed(Path folder) {
    try {
      return Files.getLastModifiedTime(folder);
    } catch (IOException e) {
      return FileTime.fromMillis(0); // another process deletes it
    }
  }

  private static String fingerprint(List<PackedFile> files) {
    MessageDigest digest = Sha256.digest();
    for (PackedFile file : files) {
      String line = file.name() + " " + file.size() + " " + file.checksum() + "\n";
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return Sha256.hex(digest).substring(0, 16);
  }
}
