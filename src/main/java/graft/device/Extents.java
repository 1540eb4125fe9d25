package graft.device;

/** Checks of extents. */
final class Extents {
  private Extents() {}

  static void atLeast(int least, String name, int found) {
    if (found < least) {
      throw new IllegalArgumentException(name + ": expected " + least + " or more, found " + found);
    }
  }

  static void fits(String name, int size, String roomName, int room) {
    if (size > room) {
      throw new IllegalArgumentException(
          name + " " + size + " is larger than the " + roomName + " " + room);
    }
  }
}
