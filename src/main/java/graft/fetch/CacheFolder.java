package graft.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Where Graft keeps what it fetches, unpacks and measures: of this user, safe to delete. */
public final class CacheFolder {
  private CacheFolder() {}

  /**
   * $XDG_CACHE_HOME/graft, else ~/.cache/graft. A relative path is ignored, as the XDG
   * specification wants. The home is what HOME names, as in a shell, unless it is another user's
   * (sudo may keep it): then it is what the system's list of users says. A user without a home that
   * can be used, as a container's often is, gets a private folder among the temporary files. The
   * folder need not exist.
   *
   * @param environment the environment variables
   */
  public static Path of(Map<String, String> environment) {
    return of(
        environment,
        System.getProperty("user.home", ""),
        Path.of(System.getProperty("java.io.tmpdir")));
  }

  /**
   * The same elsewhere.
   *
   * @param home as the system's list of users says; "?" where this user is not in it
   */
  static Path of(Map<String, String> environment, String home, Path temporary) {
    String configured = environment.getOrDefault("XDG_CACHE_HOME", "");
    if (!configured.isEmpty() && Path.of(configured).isAbsolute()) {
      return Path.of(configured).resolve("graft");
    }
    Path named = Path.of(environment.getOrDefault("HOME", ""));
    return Stream.concat(
            Stream.of(named).filter(CacheFolder::isOwn), Stream.of(Path.of(home), named))
        .filter(Path::isAbsolute)
        .map(found -> found.resolve(".cache/graft"))
        .filter(CacheFolder::isUsable)
        .findFirst()
        .orElseGet(() -> ofNobody(temporary));
  }

  /** Whether it is there, or can be made: the first folder above it that is there decides. */
  private static boolean isUsable(Path cache) {
    Path there = cache;
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    boolean inHome = there != null && there.startsWith(cache.getParent().getParent());
    return inHome && Files.isDirectory(there) && (there.equals(cache) || Files.isWritable(there));
  }

  private static boolean isOwn(Path home) {
    try {
      return home.isAbsolute() && Files.getAttribute(home, "unix:uid").equals(uid());
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }

  private static Object uid() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid");
  }

  /** One for each user, so that what is unpacked serves later runs too. */
  private static Path ofNobody(Path temporary) {
    try {
      Object user = uid();
      Path folder = temporary.resolve("graft-" + user);
      if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(folder, OwnerOnly.ATTRIBUTE);
      }
      return isOf(user, folder) ? folder : OfThisProcess.FOLDER.orElse(folder);
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return OfThisProcess.FOLDER.orElse(temporary.resolve("graft"));
    }
  }

  /** Whether nobody else can put a file there. */
  private static boolean isOf(Object user, Path folder) throws IOException {
    return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        && Objects.equals(user, Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS))
        && Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS)
            .equals(OwnerOnly.PERMISSIONS);
  }

  /** Where somebody else has the user's name among the temporary files. */
  private static final class OfThisProcess {
    static final Optional<Path> FOLDER = make();

    private static Optional<Path> make() {
      try {
        return Optional.of(Files.createTempDirectory("graft-"));
      } catch (IOException e) {
        return Optional.empty(); // who writes there says why
      }
    }
  }
}
