package graft.crash;

import graft.data.DataWork;
import graft.device.TuningWork;
import graft.platform.LibrariesWork;
import graft.platform.NativesWork;
import graft.platform.ProbeWork;
import java.io.IOException;
import java.util.List;

/** All kinds of work, those that take the least time first. */
final class Works {
  private Works() {}

  static List<Work> all() throws IOException {
    return List.of(
        new TuningWork(),
        new NativesWork(),
        new ModelWork(),
        new ProbeWork(),
        new DataWork(),
        new LibrariesWork(),
        new TraceWork(),
        new ReportWork(),
        new TrainingWork());
  }

  static Work named(String name) throws IOException {
    return all().stream().filter(work -> work.name().equals(name)).findFirst().orElseThrow();
  }
}
