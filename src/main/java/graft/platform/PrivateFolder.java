package graft.platform;

import graft.fetch.FileProblem;
import graft.fetch.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder where libraries of the jar are unpacked to be loaded: of this user alone, so that nobody
 * else's file is ever loaded. Each set of files has its own folder, named by its content, filled
 * aside and renamed in one step: JVMs that start at once do not see each other's half-written
 * files.
 */
final class PrivateFolder {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");
  static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_ATTRIBUTE =
      PosixFilePermissions.asFileAttribute(OWNER_ONLY);
  private static final int ATTEMPTS = 3;

  private final Path root;

  PrivateFolder(Path root) {
    this.root = root;
  }

  /** In the user's cache. */
  static PrivateFolder ofUser(SystemView system) {
    return new PrivateFolder(system.cache().resolve("native"));
  }

  /**
   * The folder that holds these files, unpacked before or now.
   *
   * @throws DeviceUnavailableException if it cannot be written, or is not this user's alone
   */
  Path unpack(String label, List<PackedFile> files) {
    Path target = root.resolve(label + "-" + fingerprint(files));
    try {
      prepareRoot();
      for (int attempt = 0; !holds(target, files); attempt++) {
        if (attempt == ATTEMPTS) {
          throw new IOException("it is filled by others faster than it can be read");
        }
        fill(target, files);
      }
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

  private void prepareRoot() throws IOException {
    if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(root.getParent());
      try {
        Files.createDirectory(root, OWNER_ONLY_ATTRIBUTE);
      } catch (FileSystemException e) {
        if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
          throw e;
        }
      }
    }
    // Fails where the folder is another user's.
    Files.setPosixFilePermissions(root, OWNER_ONLY);
  }

  private static boolean holds(Path folder, List<PackedFile> files) {
    return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        && files.stream().allMatch(file -> file.isIn(folder));
  }

  private void fill(Path target, List<PackedFile> files) throws IOException {
    Path aside = Files.createTempDirectory(root, ".filling-", OWNER_ONLY_ATTRIBUTE);
    try {
      for (PackedFile file : files) {
        Path copy = aside.resolve(file.name());
        Files.createDirectories(copy.getParent());
        try (InputStream in = file.open()) {
          Files.copy(in, copy);
        }
      }
      if (Files.exists(target, LinkOption.NOFOLLOW_LINKS) && !holds(target, files)) {
        Path damaged = Files.createTempDirectory(root, ".damaged-");
        Files.move(target, damaged, StandardCopyOption.ATOMIC_MOVE);
        delete(damaged);
      }
      Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      // Another JVM was faster: its folder is as good.
      if (!holds(target, files)) {
        throw e;
      }
    } finally {
      delete(aside);
    }
  }

  /** With all that is in it; nothing if it is not there. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(path);
      }
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
