package graft.device;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is open on a device and must be closed before it. */
final class Ownership {
  private static final boolean TRACE = Boolean.getBoolean("graft.debug.leaks");

  private final Turn turn;
  private final Set<Lifetime> open =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
  private long births;

  /**
   * @param turn in which things are released
   */
  Ownership(Turn turn) {
    this.turn = turn;
  }

  /** The life of one native thing. */
  final class Lifetime {
    private final String what;
    private final Runnable release;
    private final long birth;
    private final Optional<Throwable> site;
    private volatile boolean alive = true;

    private Lifetime(String what, Runnable release) {
      this.what = what;
      this.release = release;
      this.birth = births++;
      this.site = TRACE ? Optional.of(new Throwable("made here")) : Optional.empty();
    }

    /**
     * @throws IllegalStateException if it was closed
     */
    void check() {
      if (!alive) {
        throw new IllegalStateException(what + " is used after it was closed");
      }
    }

    /**
     * Releases once; later calls do nothing.
     *
     * @throws IllegalStateException if another thread uses the device; nothing is released then
     */
    void close() {
      if (!alive) {
        return;
      }
      turn.take();
      try {
        if (alive) {
          alive = false;
          open.remove(this);
          release.run();
        }
      } finally {
        turn.give();
      }
    }
  }

  /** Something that was left open. */
  record Leak(String what, Optional<Throwable> site) {}

  synchronized Lifetime begin(String what, Runnable release) {
    Lifetime lifetime = new Lifetime(what, release);
    open.add(lifetime);
    return lifetime;
  }

  /** Closes what is still open, the youngest first, and says what it was. */
  List<Leak> closeAll() {
    List<Lifetime> left;
    synchronized (open) {
      left = new ArrayList<>(open);
    }
    left.sort((a, b) -> Long.compare(b.birth, a.birth));
    List<Leak> leaks = new ArrayList<>();
    for (Lifetime lifetime : left) {
      leaks.add(new Leak(lifetime.what, lifetime.site));
      lifetime.close();
    }
    return leaks;
  }
}
