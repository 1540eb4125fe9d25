package graft.tensor;

/** A shape with more elements than an int counts: a batch, an image or a layer is too large. */
public final class TooManyElementsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /** With the sentence that says which shape it is. */
  public TooManyElementsException(String message) {
    super(message);
  }
}
