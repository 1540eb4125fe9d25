package graft.net2net;

/** What becomes of the optimizer's memory of a teacher's parameters when the student goes on. */
public enum StateRule {
  /**
   * Each entry gets what its origin had, times the power of its unit's share by which a gradient
   * scales: as the chain rule has it, and as if the student had been trained from the beginning.
   */
  MAPPED,
  /** Each entry gets what its origin had, undivided; new entries begin at 0. A baseline. */
  KEPT,
  /** All begin at 0, with counts of their own. A baseline, and what most tools do. */
  RESET
}
