package graft.report;

import graft.files.Form;
import graft.files.Place;
import graft.files.ScalarForm;
import graft.job.Certificate;
import graft.job.Cost;
import graft.job.Difference;
import graft.net2net.Preserves;

/** Reads a {@link Certificate} as {@link Certificate#json} writes it. */
final class CertificateReader {
  private static final Form<Preserves> PROMISED = ScalarForm.word(Preserves.class);

  private CertificateReader() {}

  static Certificate read(Place place) {
    return new Certificate(
        Read.COUNT.read(place.require("samples", "how many images were looked at")),
        Read.TEXT.read(place.require("source", "what they were")),
        PROMISED.read(place.require("promised", "where the function is preserved")),
        difference(place.require("inference", "how far the logits are apart")),
        place.find("training").map(CertificateReader::difference),
        cost(place.require("before", "what the network cost that it grew from")),
        cost(place.require("after", "what the grown one costs")));
  }

  private static Difference difference(Place place) {
    return new Difference(
        Read.figure(place, "largestDifference"), Read.figure(place, "largestLogit"));
  }

  private static Cost cost(Place place) {
    return new Cost(
        Read.LONG.read(place.require("parameters", "trained numbers")),
        Read.LONG.read(place.require("forwardFlops", "of one sample")),
        Read.LONG.read(place.require("trainingBytes", "of device memory")));
  }
}
