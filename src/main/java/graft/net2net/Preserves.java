package graft.net2net;

/** In which passes a transform leaves the function that a network computes as it was. */
public enum Preserves {
  /** In inference and in training. */
  EVERYWHERE,
  /** In inference; in training the statistics of the batch, or what is dropped, differ. */
  INFERENCE,
  /** In none: what is added was drawn, or changes what was there. */
  NOWHERE;

  /** Of one transform after the other. */
  public Preserves and(Preserves next) {
    return compareTo(next) < 0 ? next : this;
  }
}
