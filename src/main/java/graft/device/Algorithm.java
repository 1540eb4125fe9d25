package graft.device;

/**
 * The algorithm chosen for one direction of a convolution.
 *
 * @param number cuDNN's number in that direction's enumeration
 * @param mathType what the convolution descriptor must be set to
 * @param workspaceBytes what a call needs
 */
record Algorithm(String name, int number, int mathType, long workspaceBytes) {

  /** The same, with room for at least so many bytes. */
  Algorithm withWorkspace(long bytes) {
    return new Algorithm(name, number, mathType, Math.max(workspaceBytes, bytes));
  }

  /** One line of cuDNN's answer to {@link ConvolutionQueries}. */
  record Candidate(
      String name, int number, int status, long workspaceBytes, int determinism, int mathType) {}
}
