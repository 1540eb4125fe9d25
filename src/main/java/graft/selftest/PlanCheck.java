package graft.selftest;

import graft.device.ConvolutionPlan;
import graft.device.Device;
import graft.experiment.ExperimentOptions;
import graft.experiment.Run;
import graft.experiment.Runs;
import graft.model.Model;
import graft.nn.Sgd;
import graft.nn.StageDescription;
import graft.platform.Bytes;
import graft.random.Philox;
import graft.random.RandomSequences;
import graft.train.ResidentData;
import graft.train.StepRunner;
import graft.train.TrainingOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * How the five networks of the experiment are computed: the nodes of a training step's graph, and
 * of each layer the algorithms, the layout and the workspace.
 */
final class PlanCheck implements Check {
  @Override
  public String name() {
    return "graph nodes, algorithms";
  }

  @Override
  public Outcome run(CheckContext context) {
    Device device = context.device();
    int batch = ExperimentOptions.defaults().batch();
    Model teacher = CheckContext.teacher();
    List<String> counts = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    try (ResidentData data = ResidentData.upload(device, CheckContext.randomImages(batch))) {
      for (Run run : Runs.ALL) {
        Philox random = new Philox(1, RandomSequences.TRANSFORM);
        Model model =
            run.growth().map(growth -> growth.grow(teacher, random).model()).orElse(teacher);
        TrainingOptions options = TrainingOptions.of(1, batch, Sgd.of(0.001f, 0.9f));
        try (StepRunner steps = StepRunner.training(device, data, model, options)) {
          counts.add(
              run.title()
                  + " "
                  + (steps.graphNodes().isPresent() ? steps.graphNodes().getAsInt() : "no graph"));
          steps.stages().forEach(stage -> rows.add(row(run, stage)));
        }
      }
    }
    return Outcome.figure("nodes a training step: " + String.join(", ", counts))
        .with(
            new Table(
                "How each layer is trained at batch " + batch,
                List.of(
                    "network",
                    "layer",
                    "layout",
                    "forward",
                    "gradient of the data",
                    "gradient of the filter",
                    "workspace"),
                rows));
  }

  private static List<String> row(Run run, StageDescription stage) {
    if (stage.convolution().isEmpty()) {
      return List.of(run.title(), stage.name(), "", stage.calls(), "", "", "");
    }
    ConvolutionPlan plan = stage.convolution().get();
    return List.of(
        run.title(),
        stage.name(),
        plan.layout(),
        plan.fused()
            .map(name -> algorithm(name) + ", fused with the bias")
            .orElse(algorithm(plan.forward()) + ", the bias by another call"),
        algorithm(plan.backwardData()),
        algorithm(plan.backwardFilter()),
        Bytes.text(plan.workspaceBytes()));
  }

  /** "ALGO_1" for "CUDNN_CONVOLUTION_BWD_DATA_ALGO_1". */
  private static String algorithm(String name) {
    return name.replaceFirst("^CUDNN_CONVOLUTION_(FWD|BWD_DATA|BWD_FILTER)_", "");
  }
}
