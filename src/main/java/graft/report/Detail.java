package graft.report;

import graft.files.Lineage;
import graft.job.Certificate;
import graft.model.NetworkSpec;
import graft.predict.DetailedEvaluation;
import graft.predict.WrongImage;
import java.util.List;
import java.util.Optional;

/**
 * What report.json says of a trained network.
 *
 * @param file of the model, relative to the run's folder
 * @param sha256 of that file, by which children name their parent
 * @param network what was trained
 * @param lineage where it comes from
 * @param certificate of a grown network: how far it was from what it grew from
 * @param evaluation on the validation images
 * @param worst the validation images that it got wrong with the largest losses, the largest first
 * @param filters of the first convolution
 */
record Detail(
    Optional<String> file,
    Optional<String> sha256,
    Optional<NetworkSpec> network,
    Optional<Lineage> lineage,
    Optional<Certificate> certificate,
    Optional<DetailedEvaluation> evaluation,
    List<WorstImage> worst,
    Optional<FirstFilters> filters) {
  Detail {
    worst = List.copyOf(worst);
  }

  /**
   * An image that was taken for another class.
   *
   * @param wrong which one, and for what
   * @param png the image as a PNG, in base64; empty where its channels are none of a picture's
   */
  record WorstImage(WrongImage wrong, Optional<String> png) {}
}
