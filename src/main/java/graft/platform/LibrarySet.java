package graft.platform;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Versions of cuBLAS, cuDNN and NVRTC that fit together and that {@code graft cuda-libs} can bring.
 *
 * @param stack that they are of
 * @param cuda the version of CUDA, such as "12.6"
 * @param dnn the version of cuDNN, such as "9.5"
 * @param highest compute capability that they serve, 10 major + minor
 * @param archives that hold them
 * @param unpackedBytes of what is taken from the archives, or a little more
 */
public record LibrarySet(
    CudaStack stack,
    String cuda,
    String dnn,
    int highest,
    List<LibraryArchive> archives,
    long unpackedBytes) {

  private static final String MAVEN_CENTRAL = "https://repo1.maven.org/maven2/org/bytedeco/cuda/";
  private static final String NVIDIA = "https://developer.download.nvidia.com/compute/";

  // The jars' SHA-256 and sizes were taken from the jars, whose SHA-1 is the one that Maven Central
  // states.

  /** NVIDIA's redistributable libraries as the JavaCPP project packs them, unchanged. */
  static final LibrarySet CUDA_11_8 =
      new LibrarySet(
          CudaStack.CUDA_11,
          "11.8",
          "8.6",
          90,
          List.of(
              jar(
                  "11.8-8.6-1.5.8",
                  "72a4207d208b9bff92852ffe5930fd3f25ebb3c8803b06dfd75263f471bcbdb1",
                  2_089_509_296L)),
          1_871_000_000L);

  /** The same; NVIDIA built both before Blackwell. */
  static final LibrarySet CUDA_12_6 =
      new LibrarySet(
          CudaStack.CUDA_12,
          "12.6",
          "9.5",
          90,
          List.of(
              jar(
                  "12.6-9.5-1.5.11",
                  "b9130f92e121c5ae39d93083b2db5305af3b53bab1ef232463e281593ebb74d0",
                  2_026_748_503L)),
          1_530_000_000L);

  // SHA-256 and sizes of NVIDIA's archives: from the manifests redistrib_12.9.1.json and
  // redistrib_13.0.2.json (nixpkgs' copies) and redistrib_9.24.0.json. What is unpacked was not
  // measured but estimated upwards.

  /** For Blackwell with a driver that does not know CUDA 13. */
  static final LibrarySet CUDA_12_9 =
      new LibrarySet(
          CudaStack.CUDA_12,
          "12.9",
          "9.24",
          121,
          List.of(
              archive(
                  "cuda/redist/redistrib_12.9.1.json",
                  "libcublas",
                  "12.9.1.4",
                  "546addc4a9d82b8f23aa9ba9274b6bc0429a63008a31c759884ac24880796057",
                  933_611_504L),
              archive(
                  "cuda/redist/redistrib_12.9.1.json",
                  "cuda_nvrtc",
                  "12.9.86",
                  "82913658363892dbc0f2638b070476234476e06e084fed60db861cb7e161a6af",
                  114_231_976L),
              dnn(
                  "cuda12",
                  "7dea7fc8436fdd65cb22cd6634e5a2834e4a8508217abea5286c15affa9a80a0",
                  1_021_467_740L)),
          2_800_000_000L);

  /** Of the first release of CUDA 13, which all drivers from 580 on support. */
  static final LibrarySet CUDA_13_0 =
      new LibrarySet(
          CudaStack.CUDA_13,
          "13.0",
          "9.24",
          121,
          List.of(
              archive(
                  "cuda/redist/redistrib_13.0.2.json",
                  "libcublas",
                  "13.1.0.3",
                  "88bc951efd906032a371153ca61975e0d9c4761e4012169169a6b3a47931606e",
                  838_952_932L),
              archive(
                  "cuda/redist/redistrib_13.0.2.json",
                  "cuda_nvrtc",
                  "13.0.88",
                  "00038aac08e1dba6f1933237dbfb217ac6452ae24fab970edcac808f103ca64b",
                  116_779_532L),
              dnn(
                  "cuda13",
                  "63f1900222c69ee7e94583408181ccdb988dc2833531ce6bde0df43bbdd04a6d",
                  913_717_900L)),
          2_200_000_000L);

  /** The newest first; of one stack Maven Central's first, which more machines reach. */
  static final List<LibrarySet> ALL = List.of(CUDA_13_0, CUDA_12_6, CUDA_12_9, CUDA_11_8);

  /** Keeps a copy of the list. */
  public LibrarySet {
    archives = List.copyOf(archives);
  }

  private static LibraryArchive jar(String version, String sha256, long bytes) {
    String name = "cuda-" + version + "-linux-x86_64-redist.jar";
    return new LibraryArchive(
        name,
        sha256,
        bytes,
        new LibraryArchive.Address(URI.create(MAVEN_CENTRAL + version + "/" + name)));
  }

  private static LibraryArchive archive(
      String manifest, String component, String version, String sha256, long bytes) {
    return new LibraryArchive(
        component + "-linux-x86_64-" + version + "-archive.tar.xz",
        sha256,
        bytes,
        new LibraryArchive.Listed(URI.create(NVIDIA + manifest), component, ""));
  }

  private static LibraryArchive dnn(String variant, String sha256, long bytes) {
    return new LibraryArchive(
        "cudnn-linux-x86_64-9.24.0.43_" + variant + "-archive.tar.xz",
        sha256,
        bytes,
        new LibraryArchive.Listed(
            URI.create(NVIDIA + "cudnn/redist/redistrib_9.24.0.json"), "cudnn", variant));
  }

  /** "CUDA 12.6 with cuDNN 9.5". */
  public String title() {
    return "CUDA " + cuda + " with cuDNN " + dnn;
  }

  /** "cuda-12.6-cudnn-9.5". */
  String folder() {
    return "cuda-" + cuda + "-cudnn-" + dnn;
  }

  /** Of all archives. */
  long bytes() {
    return archives.stream().mapToLong(LibraryArchive::bytes).sum();
  }

  /** Whether "12" or "12.6" stands for it. */
  boolean isNamed(String name) {
    return name.equals(cuda) || name.equals(String.valueOf(stack.major()));
  }

  /** Which machines it is good for. */
  String scope() {
    return stack.scope(highest);
  }

  /** Why a driver and its card cannot use it, as far as is known; empty if they can. */
  Optional<String> refusal(DriverFacts driver) {
    return stack.refusal(driver, highest).map(why -> title() + " " + why);
  }
}
