package graft.nn;

/**
 * A stage with its planned op.
 *
 * @param hasBackward whether the gradient of its output is needed
 */
record PlannedStage(Stage stage, PlannedOp op, boolean hasBackward) {
  /** The name of the value it gives. */
  String output() {
    return stage.last().name();
  }
}
