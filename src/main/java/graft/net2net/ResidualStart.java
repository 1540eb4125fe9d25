package graft.net2net;

/** With which weights a residual block begins that is put into a trained network. */
public enum ResidualStart {
  /**
   * Convolutions as He has them, the last layer of the branch 0: y = x + 0, exact in inference and
   * in training. Where the branch ends in a BatchNorm, that is gamma = beta = 0 (Goyal et al.,
   * "Accurate, Large Minibatch SGD", arXiv 1706.02677, section 5.1).
   */
  ZERO,
  /**
   * Kernels normal with deviation sqrt(2 / fanIn) (He, Zhang, Ren, Sun, ICCV 2015, equation 10),
   * gamma 1. Does not preserve the function; AutoGrow (Wen et al., arXiv 1906.02909) found it the
   * better start.
   */
  GAUSSIAN,
  /** The weights of the residual block in front of it. Does not preserve the function. */
  COPY,
  /**
   * The weights of the residual block in front of it, both branches then halved: two steps half as
   * long, so that the function is about the same (Chang, Meng, Haber, Tung, Begert, "Multi-level
   * Residual Networks from Dynamical Systems View", ICLR 2018, arXiv 1710.10348).
   */
  INTERPOLATE
}
