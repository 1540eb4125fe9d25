package graft.nn;

/** What a pass over a network is for: some ops compute otherwise in training. */
public enum Mode {
  /** Forward, keeping what the backward pass needs, and backward. */
  TRAINING,
  /** Forward only. */
  INFERENCE
}
