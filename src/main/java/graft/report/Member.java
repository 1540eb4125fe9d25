package graft.report;

import graft.files.Lineage;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.train.Evaluation;
import graft.train.History;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A trained network of a run, as it stands on a page: equal to itself alone. */
final class Member {
  private static final long FLOPS_OF_A_MULTIPLY_ADD = 2;

  private final RecordedRun run;
  private final RecordedNetwork network;

  Member(RecordedRun run, RecordedNetwork network) {
    this.run = run;
    this.network = network;
  }

  /** Whose it is. */
  RecordedRun run() {
    return run;
  }

  /** What is known of it. */
  RecordedNetwork network() {
    return network;
  }

  History history() {
    return network.history();
  }

  Optional<Detail> detail() {
    return network.detail();
  }

  Optional<NetworkSpec> spec() {
    return detail().flatMap(Detail::network);
  }

  Optional<Lineage> lineage() {
    return detail().flatMap(Detail::lineage);
  }

  /** FLOPs of one sample forward, of convolutions and dense layers. */
  OptionalLong flops() {
    return spec()
        .map(spec -> OptionalLong.of(spec.nodes().stream().mapToLong(n -> flops(spec, n)).sum()))
        .orElse(OptionalLong.empty());
  }

  static long flops(NetworkSpec spec, Node node) {
    return FLOPS_OF_A_MULTIPLY_ADD * node.op().multiplyAdds(spec.inputShapesOf(node));
  }

  /** The validation of the weights that the training left. */
  Evaluation kept() {
    return history().keptValidation();
  }

  /** The least validation loss after an epoch; NaN if there is none. */
  double bestLoss() {
    return history().epochs().stream()
        .map(epoch -> epoch.validation().loss())
        .filter(Double::isFinite)
        .min(Comparator.naturalOrder())
        .orElse(Double.NaN);
  }

  /** The validation loss after an epoch, counted from 1, or before the first for 0. */
  double loss(int epoch) {
    if (epoch == 0) {
      return history().before().loss();
    }
    return epoch <= history().epochs().size()
        ? history().epochs().get(epoch - 1).validation().loss()
        : Double.NaN;
  }

  /** Seconds of training, without validation. */
  double seconds() {
    return history().epochs().stream().mapToDouble(epoch -> epoch.trainSeconds()).sum();
  }

  /** Images a second while training, the mean over the epochs; NaN if there is none. */
  double imagesPerSecond() {
    return history().epochs().stream()
        .mapToDouble(epoch -> epoch.imagesPerSecond())
        .average()
        .orElse(Double.NaN);
  }

  /** Steps of all epochs, as far as they are known. */
  int steps() {
    return history().epochs().stream().mapToInt(epoch -> epoch.steps().count()).sum();
  }

  /** The models that it was made from, the nearest last. */
  List<Lineage.Parent> parents() {
    return lineage().map(Lineage::parents).orElse(List.of());
  }
}
