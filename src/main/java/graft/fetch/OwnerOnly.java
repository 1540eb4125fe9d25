package graft.fetch;

import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A folder that its owner alone may enter. */
public final class OwnerOnly {
  public static final Set<PosixFilePermission> PERMISSIONS =
      PosixFilePermissions.fromString("rwx------");

  /** For making it so. */
  public static final FileAttribute<Set<PosixFilePermission>> ATTRIBUTE =
      PosixFilePermissions.asFileAttribute(PERMISSIONS);

  private OwnerOnly() {}
}
