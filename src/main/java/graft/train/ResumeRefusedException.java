package graft.train;

/** A run cannot go on from a state, because that is of another run; the message says why. */
public final class ResumeRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ResumeRefusedException(String message) {
    super(message);
  }

  /** The same, with the network's name in front. */
  public ResumeRefusedException ofNetwork(String name) {
    ResumeRefusedException named = new ResumeRefusedException(name + ": " + getMessage());
    named.initCause(this);
    return named;
  }
}
