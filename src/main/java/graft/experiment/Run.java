package graft.experiment;

import graft.model.Model;
import graft.random.Philox;
import java.util.List;
import java.util.Optional;

/**
 * One of the experiment's training runs.
 *
 * @param title the name that tables and files show, unique
 * @param sequence which of a seed's independent random sequences the run draws from
 * @param growth how its network grows from the trained teacher; empty for the teacher
 * @param publishedLosses the validation losses after epochs 1, 2 and 3 that Keras' example {@code
 *     mnist_net2net.py} publishes for it (MNIST, Titan X Maxwell), in nats
 */
public record Run(
    String title, int sequence, Optional<Growth> growth, List<Double> publishedLosses) {
  /** Makes a student. */
  @FunctionalInterface
  public interface Growth {
    /**
     * A student as it is before its first step.
     *
     * @param teacher the trained teacher, which stays as it is
     * @param random gives what the student does not take from it
     */
    Beginning grow(Model teacher, Philox random);
  }

  /** Keeps a copy of the list. */
  public Run {
    publishedLosses = List.copyOf(publishedLosses);
  }

  /** Whether it is the one that the others grow from. */
  public boolean isTeacher() {
    return growth.isEmpty();
  }

  @Override
  public String toString() {
    return title;
  }
}
