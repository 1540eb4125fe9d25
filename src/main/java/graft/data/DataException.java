package graft.data;

import graft.fetch.OneLine;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A data set could not be had or read. The message names the file or source, what was found there
 * and what was expected, on one line, and is meant for the user as it is. A second line may say
 * what to do.
 */
public class DataException extends IOException {
  private static final long serialVersionUID = 1L;

  DataException(String message) {
    super(OneLine.of(message));
  }

  DataException(String message, Throwable cause) {
    super(OneLine.of(message), cause);
  }

  private DataException(List<String> lines) {
    super(lines.stream().map(OneLine::of).collect(Collectors.joining("\n")));
  }

  static DataException withAdvice(String problem, String advice) {
    return new DataException(List.of(problem, advice));
  }

  static DataException of(Object file, String found, String expected) {
    return new DataException(file + ": found " + found + "; expected " + expected);
  }

  static DataException of(Object file, String found, String expected, Throwable cause) {
    return new DataException(file + ": found " + found + "; expected " + expected, cause);
  }
}
