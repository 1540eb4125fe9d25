package graft.fetch;

/** Hears how a download goes on. All methods are called on the thread that fetches. */
public interface FetchListener {
  /** One line of information, as which source is tried or why one was passed over. */
  default void message(String text) {}

  /**
   * A transfer goes on; called about ten times a second, and once at its end with done equal to
   * total.
   *
   * @param what is transferred, a file name
   * @param done bytes so far, those from an earlier, interrupted transfer included
   * @param total bytes expected, or -1 if that is not known
   */
  default void progress(String what, long done, long total) {}
}
