package graft.device;

import graft.platform.Bytes;
import java.util.Optional;

/**
 * A place in a {@link Memory}. It does not own the memory, and fails once that is closed. Sizes are
 * checked where bytes are copied or given to cuBLAS and cuDNN; kernels check nothing.
 */
public final class DevicePointer {
  /** The null pointer, for optional kernel parameters and workspaces of size 0. */
  public static final DevicePointer NULL = new DevicePointer(Optional.empty(), new Address(), 0);

  private final Optional<Memory> owner;
  private final Address address;
  private final long offset;

  private DevicePointer(Optional<Memory> owner, Address address, long offset) {
    this.owner = owner;
    this.address = address;
    this.offset = offset;
  }

  DevicePointer(Memory owner, Address address, long offset) {
    this(Optional.of(owner), address, offset);
  }

  /**
   * The place some bytes further.
   *
   * @throws IndexOutOfBoundsException if that is outside the memory
   */
  public DevicePointer plus(long bytes) {
    return owner.map(memory -> memory.at(offset + bytes)).orElseThrow(DevicePointer::outsideNull);
  }

  private static IndexOutOfBoundsException outsideNull() {
    return new IndexOutOfBoundsException("the null device pointer has no neighbours");
  }

  /** For a call that checks nothing more. */
  Address raw() {
    if (owner.isPresent()) {
      owner.get().use();
    }
    return address;
  }

  /** For a call that reads or writes so many bytes from here on. */
  Address span(String role, long bytes) {
    if (bytes > 0 && (owner.isEmpty() || offset + bytes > owner.get().bytes())) {
      throw new IllegalArgumentException(role + " needs " + Bytes.text(bytes) + ", found " + this);
    }
    return raw();
  }

  @Override
  public String toString() {
    return owner
        .map(
            memory ->
                Bytes.text(memory.bytes() - offset) + " left at offset " + offset + " of " + memory)
        .orElse("the null device pointer");
  }
}
