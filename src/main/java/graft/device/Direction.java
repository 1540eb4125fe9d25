package graft.device;

/** Which of a convolution's three computations; cuDNN chooses an algorithm for each. */
enum Direction {
  FORWARD("Forward"),
  BACKWARD_DATA("BackwardData"),
  BACKWARD_FILTER("BackwardFilter");

  private final String name;

  Direction(String name) {
    this.name = name;
  }

  /** As cuDNN's function names have it. */
  String cudnnName() {
    return name;
  }
}
