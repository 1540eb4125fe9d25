package graft.report;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one run's folder says: of a training, or of an experiment.
 *
 * @param folder where it is
 * @param command that makes it again, as a shell takes it; empty if it is not known
 * @param environment what it ran on, by name
 * @param data what it was trained on
 * @param settings how it was trained, by name
 * @param finished whether it came to its end; empty if it does not say
 * @param networks that were trained, in that order
 * @param notes a sentence for each thing that is missing or damaged
 */
record RecordedRun(
    Path folder,
    String command,
    Map<String, String> environment,
    RecordedData data,
    Map<String, String> settings,
    Optional<Boolean> finished,
    List<RecordedNetwork> networks,
    List<String> notes) {
  RecordedRun {
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    networks = List.copyOf(networks);
    notes = List.copyOf(notes);
  }

  /** The folder's own name. */
  String name() {
    Path last = folder.toAbsolutePath().normalize().getFileName();
    return last == null ? folder.toString() : last.toString();
  }
}
