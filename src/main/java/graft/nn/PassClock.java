package graft.nn;

/**
 * The order of work in a pass over n stages, as whole numbers: the forward calls of stage i at i,
 * the loss at n, the backward calls of stage i at 2 n - i, and then whoever reads results.
 */
record PassClock(int stages) {
  int forward(int stage) {
    return stage;
  }

  int loss() {
    return stages;
  }

  int backward(int stage) {
    return 2 * stages - stage;
  }

  int end() {
    return 2 * stages + 1;
  }
}
