package graft.platform;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the driver and tries the GPU in children, and remembers on disk what went well: a start with
 * the same machine asks nobody. A failure is never remembered, since what mends it need not show;
 * but once a plan has passed, the libraries before it that could not be loaded are, too.
 */
final class RememberedProbe {
  private final SystemView system;
  private final Class<?> trial;
  private final VerdictCache cache;
  private final boolean anew;
  private final boolean named;
  private final Map<MachineState, List<String>> unloadable = new LinkedHashMap<>();

  /**
   * Of a machine.
   *
   * @param trial the class that a child runs to try a GPU
   * @param anew whether to ask whatever is remembered
   * @param named whether a card is asked for by name: else, where there are several, the driver is
   *     asked at each start, since their free memory decides
   */
  RememberedProbe(SystemView system, Class<?> trial, boolean anew, boolean named) {
    this.system = system;
    this.trial = trial;
    this.cache = new VerdictCache(system);
    this.anew = anew;
    this.named = named;
  }

  DriverProbe.Finding driver(Path library) {
    MachineState question = MachineState.of(system, "driver", List.of(), List.of(library));
    Optional<DriverProbe.Finding> remembered =
        remembered(question)
            .map(DriverProbe::finding)
            .filter(finding -> finding.usable() && (named || finding.cards().size() == 1));
    if (remembered.isPresent()) {
      return remembered.get();
    }
    ProbeProcess.Result result = DriverProbe.run(system, library);
    DriverProbe.Finding finding = DriverProbe.finding(result);
    if (finding.usable()) {
      cache.keep(question, result.lines());
    }
    return finding;
  }

  GpuTrial.Verdict tried(GpuPlan plan) {
    List<Path> files = new ArrayList<>(plan.libraries().values());
    files.addAll(plan.compiler().values());
    MachineState question =
        MachineState.of(
            system,
            "trial",
            List.of(plan.stack().title(), String.valueOf(plan.ordinal()), plan.uuid()),
            files);
    Optional<GpuTrial.Verdict> remembered =
        remembered(question)
            .map(GpuTrial::verdict)
            .filter(v -> v.failure().isEmpty() || v.unloadable().isPresent());
    if (remembered.isPresent()) {
      return remembered.get();
    }
    ProbeProcess.Result result = GpuTrial.run(system, trial, plan);
    GpuTrial.Verdict verdict = GpuTrial.verdict(result);
    if (verdict.unloadable().isPresent() && result.failure().isEmpty()) {
      unloadable.put(question, result.lines());
    } else if (verdict.failure().isEmpty()) {
      cache.keep(question, result.lines());
      unloadable.forEach(cache::keep);
    }
    return verdict;
  }

  private Optional<ProbeProcess.Result> remembered(MachineState question) {
    return anew
        ? Optional.empty()
        : cache.find(question).map(lines -> new ProbeProcess.Result(lines, Optional.empty()));
  }
}
