package graft.cli;

import graft.data.DataException;
import graft.device.CudaException;
import graft.fetch.FileProblem;
import graft.files.MistakeException;
import graft.nn.BatchTooLargeException;
import graft.platform.DeviceUnavailableException;
import graft.predict.NotFiniteLogitsException;
import graft.settings.SettingException;
import graft.tensor.TooManyElementsException;
import graft.train.DeviceMemoryException;
import graft.train.ResumeRefusedException;
import graft.train.TrainingDivergedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.util.Optional;

/** What a user is told of a failure that is no mistake of ours. */
final class Failure {
  private Failure() {}

  /** The sentence; empty where only a stack trace tells what went wrong. */
  static Optional<String> sentence(Throwable failure) {
    if (failure instanceof DataException
        || failure instanceof MistakeException
        || failure instanceof SettingException
        || failure instanceof DeviceUnavailableException
        || failure instanceof CudaException
        || failure instanceof DeviceMemoryException
        || failure instanceof BatchTooLargeException
        || failure instanceof NotFiniteLogitsException
        || failure instanceof TrainingDivergedException
        || failure instanceof ResumeRefusedException) {
      return Optional.of(String.valueOf(failure.getMessage()));
    }
    if (failure instanceof TooManyElementsException e) {
      return Optional.of(e.getMessage() + "; expected a smaller batch, image or layer");
    }
    if (failure instanceof IOException e) {
      return Optional.of(FileProblem.of(e));
    }
    if (failure instanceof UncheckedIOException e) {
      return sentence(e.getCause());
    }
    if (failure instanceof InvalidPathException e) {
      return Optional.of(ofPath(e.getInput()));
    }
    if (failure instanceof OutOfMemoryError e) {
      return Optional.of(ofMemory(String.valueOf(e.getMessage())));
    }
    return Optional.empty();
  }

  /** Of a path that Java cannot name: its file names go by the locale of the process's start. */
  static String ofPath(String path) {
    return path.indexOf('\0') >= 0
        ? "a path with a zero byte in it is none"
        : path
            + ": Java cannot name this path in this shell's locale, whose encoding is "
            + System.getProperty("sun.jnu.encoding")
            + " (LC_ALL, LC_CTYPE or LANG); expected one with UTF-8, such as LC_ALL=C.UTF-8, or a"
            + " path of ASCII letters";
  }

  private static String ofMemory(String message) {
    if (message.contains("native thread")) {
      return "Java cannot start another thread; expected more processes for this user (ulimit -u,"
          + " a container's pids limit) or more memory beside Java's heap";
    }
    long heap = Runtime.getRuntime().maxMemory() >> 20;
    return "this takes more memory than the "
        + heap
        + " MiB that Java's heap may have ("
        + message
        + "); expected a larger heap (java -Xmx4g -jar graft.jar, make run HEAP=4g,"
        + " JAVA_TOOL_OPTIONS=-Xmx4g), fewer images or a smaller network";
  }
}
