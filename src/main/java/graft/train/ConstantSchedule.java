package graft.train;

/** {@link Schedule#constant}. */
public record ConstantSchedule() implements Schedule {
  @Override
  public double factor(long step, RunLength run) {
    return 1;
  }
}
