package graft.exchange;

import graft.files.ModelFile;
import java.util.List;

/**
 * A model that was read from another framework's file.
 *
 * @param model all of it that Graft keeps
 * @param notes what the user should know of it, a sentence each: what was left out, and what was
 *     taken for granted
 */
public record Imported(ModelFile model, List<String> notes) {
  /** Keeps a copy of the list. */
  public Imported {
    notes = List.copyOf(notes);
  }
}
