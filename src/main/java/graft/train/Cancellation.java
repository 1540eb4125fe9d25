package graft.train;

/**
 * Asks a training run to end early, from any thread. The run finishes the steps that the device was
 * given already, half a second of work at most, and returns; what it was asked cannot be taken
 * back.
 */
public final class Cancellation {
  private volatile boolean requested;

  /** Asks. Asking again changes nothing. */
  public void request() {
    requested = true;
  }

  /** Whether somebody asked. */
  public boolean isRequested() {
    return requested;
  }
}
