package graft.device;

import graft.platform.Bytes;
import java.util.Objects;

/**
 * Scratch memory that a call may overwrite.
 *
 * @param pointer its first byte; cuDNN likes it aligned to 256 bytes, as allocations are
 * @param bytes its size
 */
public record Workspace(DevicePointer pointer, long bytes) {
  /** For calls that need none. */
  public static final Workspace NONE = new Workspace(DevicePointer.NULL, 0);

  public Workspace {
    Objects.requireNonNull(pointer, "pointer");
    if (bytes < 0) {
      throw new IllegalArgumentException("workspace bytes: expected 0 or more, found " + bytes);
    }
  }

  /** All of a memory. */
  public static Workspace of(Memory memory) {
    return new Workspace(memory.pointer(), memory.bytes());
  }

  /** What lies behind its first bytes. */
  public Workspace behind(long first) {
    return bytes == first ? NONE : new Workspace(pointer.plus(first), bytes - first);
  }

  /** For a call that needs so many bytes of it. */
  Address require(String call, long needed) {
    if (bytes < needed) {
      throw new IllegalArgumentException(
          call + " needs a workspace of " + Bytes.text(needed) + ", found " + Bytes.text(bytes));
    }
    return pointer.span("the workspace of " + call, needed);
  }
}
