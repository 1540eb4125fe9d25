package graft.data;

import java.util.List;

/**
 * Keeps what is said while data is read.
 *
 * @param said messages and notices, in their order
 */
record Heard(List<String> said) implements DataListener {
  @Override
  public void message(String text) {
    said.add(text);
  }

  @Override
  public void notice(String text) {
    said.add(text);
  }
}
