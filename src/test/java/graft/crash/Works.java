package graft.crash;

import graft.data.DataWork;
import graft.device.TuningWork;
import graft.platform.LibrariesWork;
import graft.platform.NativesWork;
import graft.platform.ProbeWork;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All kinds of work, those that take the least time first. */
final class Works {
  /** Makes one; some open a mirror that they are to close. */
  @FunctionalInterface
  private interface Maker {
    Work make() throws IOException;
  }

  private static final Map<String, Maker> ALL = new LinkedHashMap<>();

  static {
    ALL.put("tuning", TuningWork::new);
    ALL.put("natives", NativesWork::new);
    ALL.put("models", ModelWork::new);
    ALL.put("probe", ProbeWork::new);
    ALL.put("data", DataWork::new);
    ALL.put("libraries", LibrariesWork::new);
    ALL.put("trace", TraceWork::new);
    ALL.put("report", ReportWork::new);
    ALL.put("training", TrainingWork::new);
  }

  private Works() {}

  static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  static Work named(String name) throws IOException {
    return Optional.ofNullable(ALL.get(name)).orElseThrow().make();
  }
}
