package graft.cli;

import graft.train.RunFolder;
import graft.train.RunLock;
import java.io.IOException;

/**
 * The folder of a run that this process alone trains in, until this is closed.
 *
 * @param folder of the run
 * @param lock that keeps others away
 */
record HeldRun(RunFolder folder, RunLock lock) implements AutoCloseable {
  @Override
  public void close() throws IOException {
    lock.close();
  }
}
