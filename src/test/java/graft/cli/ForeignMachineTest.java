package graft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import graft.data.SyntheticDigits;
import graft.device.SoftwareOnly;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands in processes whose language, variables, memory or terminal are unlike ours. */
@SoftwareOnly("its processes ask for the software device")
class ForeignMachineTest {
  @TempDir static Path folder;

  /** What a process said, on both streams, and how it ended. */
  private record Ended(int code, String said) {
    List<String> lines() {
      return said.lines().toList();
    }
  }

  @BeforeAll
  static void drawDigits() throws IOException {
    SyntheticDigits.write(folder.resolve("digits"), 1200, 100, 1, true);
  }

  /** Runs a line of shell, in which "$@" is the command line of Graft. */
  private static Ended shell(String line, Map<String, String> environment, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("sh", "-c", line, "sh"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of(options));
    for (String name : List.of("graft.jcuda.dir", "graft.native.dir")) {
      command.add("-D" + name + "=" + Path.of(System.getProperty(name)).toAbsolutePath());
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("GRAFT_THREADS", "2");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), said);
  }

  private static Ended graft(String arguments, String... options)
      throws IOException, InterruptedException {
    return shell("\"$@\" " + arguments, Map.of(), options);
  }

  private static String training(String out) {
    return "train examples/lenet5.yaml --device software --epochs 1 --data "
        + folder.resolve("digits")
        + " --out "
        + folder.resolve(out);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tr-TR", "de-DE", "ar-EG"})
  void numbersAreTheSameInEveryLanguage(String language) throws Exception {
    String[] options = {
      "-Duser.language=" + language.substring(0, 2), "-Duser.country=" + language.substring(3)
    };
    Ended here = graft("summary examples/resnet20.yaml --input 32,32,3");
    Ended there = graft("summary examples/resnet20.yaml --input 32,32,3", options);
    assertThat(here.said).containsPattern("[0-9],[0-9]{3},[0-9]{3}");
    assertThat(there).isEqualTo(here);

    Ended trained = graft(training(language), options);
    assertThat(trained.code).as(trained.said).isZero();
    assertThat(trained.said).contains("1,200 training").containsPattern("loss [0-9]\\.[0-9]{4}");
    assertThat(folder.resolve(language).resolve("history.csv"))
        .content()
        .doesNotContainPattern("[^\\x00-\\x7F]");
  }

  @Test
  void anOddVariableIsRefusedBeforeAnyWork() throws Exception {
    Ended refused = shell("\"$@\" " + training("odd"), Map.of("GRAFT_THREADS", "2.5"));

    assertThat(refused.code).isEqualTo(2);
    assertThat(refused.lines())
        .containsExactly(
            "graft: GRAFT_THREADS: found '2.5', expected a whole number from 1 to 1024, the cores"
                + " that compute");
    assertThat(folder.resolve("odd")).doesNotExist();
    assertThat(shell("\"$@\" train --help", Map.of("GRAFT_THREADS", "2.5")).code).isZero();
  }

  @Test
  void infoListsTheVariables() throws Exception {
    Map<String, String> environment =
        Map.of("GRAFT_CHECK", "memry", "GRAFT_THREADS", "2", "GRAFT_THREAD", "3");
    Ended info = shell("\"$@\" info --device software", environment);

    assertThat(info.code).isEqualTo(1);
    assertThat(info.said)
        .contains("GRAFT_THREADS=2")
        .contains("GRAFT_CHECK: found 'memry', expected memory, race or memory,race")
        .contains("GRAFT_THREAD is none of Graft's variables")
        .containsPattern("not set: .*GRAFT_SOFTWARE_MEMORY");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train examples/lenet5.yaml --data \"$0\"",
        "train examples/lenet5.yaml --out \"$0\"",
        "train \"$0\"",
        "export \"$0\" -o x.onnx",
      })
  void aPathThatTheLocaleCannotNameIsASentence(String arguments) throws Exception {
    String line =
        "name=$(printf '/tmp/donn\\303\\251es'); LC_ALL=C \"$@\" "
            + arguments.replace("$0", "$name");
    Ended ended = shell(line, Map.of());

    assertThat(ended.code).isNotZero();
    assertThat(ended.said)
        .contains("this shell's locale")
        .contains("LC_ALL=C.UTF-8")
        .doesNotContain("\tat ");
  }

  @Test
  void aCurrentFolderThatTheLocaleCannotNameIsASentence() throws Exception {
    String line =
        "cd \"$FOLDER\" && name=$(printf 'donn\\303\\251es') && mkdir \"$name\" && cd \"$name\" &&"
            + " LC_ALL=C \"$@\" train lenet5.yaml";
    Ended ended = shell(line, Map.of("FOLDER", folder.toString()));

    assertThat(ended.code).isEqualTo(1);
    assertThat(ended.lines()).hasSize(1);
    assertThat(ended.said).contains("this shell's locale");
  }

  @Test
  void imagesThatJavaHasNoMemoryForAreASentence() throws Exception {
    Path large = Files.createDirectory(folder.resolve("large"));
    for (String split : List.of("train", "t10k")) {
      try (RandomAccessFile images = of(large, split + "-images-idx3-ubyte");
          RandomAccessFile labels = of(large, split + "-labels-idx1-ubyte")) {
        int count = 200_000;
        images.write(header(2051, count, 28, 28));
        images.setLength(16L + count * 784L); // sparse
        labels.write(header(2049, count));
        labels.write(new byte[] {0, 1});
        labels.setLength(8L + count);
      }
    }
    Ended small = graft(training("none").replace(folder + "/digits", large.toString()), "-Xmx64m");
    assertThat(small.code).isEqualTo(1);
    assertThat(small.lines()).hasSize(1);
    assertThat(small.said)
        .contains("200000 images of 28x28, which take 150 MiB", "heap of", "-Xmx")
        .doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"experiment", "train examples/teacher.yaml"})
  void imagesThatAreTooSmallAreASentenceWithTheLeastSize(String command) throws Exception {
    Path small = folder.resolve("small-" + command.length());
    Files.createDirectory(small);
    for (String split : List.of("train", "t10k")) {
      try (RandomAccessFile images = of(small, split + "-images-idx3-ubyte");
          RandomAccessFile labels = of(small, split + "-labels-idx1-ubyte")) {
        images.write(header(2051, 20, 1, 300));
        images.setLength(16 + 20 * 300);
        labels.write(header(2049, 20));
        labels.write(new byte[20 - 1]);
        labels.write(1);
      }
    }
    Ended ended =
        graft(command + " --device software --data " + small + " --out " + folder.resolve("no"));
    assertThat(ended.code).isEqualTo(2);
    assertThat(ended.said)
        .contains("images of 1x300 are too small, expected 4x4 or larger")
        .doesNotContain("\tat ");
    assertThat(folder.resolve("no")).doesNotExist();
  }

  private static RandomAccessFile of(Path folder, String name) throws IOException {
    return new RandomAccessFile(folder.resolve(name).toFile(), "rw");
  }

  private static byte[] header(int... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length);
    for (int number : numbers) {
      bytes.putInt(number);
    }
    return bytes.array();
  }

  @Test
  void wordsThatNobodyGotAreAFailure() throws Exception {
    Ended full = graft("info --device software > /dev/full");
    assertThat(full)
        .isEqualTo(new Ended(1, "graft: standard output cannot be written: the disk is full\n"));
    assertThat(graft("summary examples/lenet5.yaml >&-").code).isEqualTo(1);
    // A reader that had enough is no failure to speak of.
    assertThat(graft("summary examples/lenet5.yaml | head -n 1").lines()).hasSize(1);
  }

  @Test
  void aMistakeIsFollowedByAHintAlone() throws Exception {
    Ended ended = graft("train examples/lenet5.yaml --epoch 3");
    assertThat(ended.code).isEqualTo(2);
    assertThat(ended.lines()).hasSizeLessThanOrEqualTo(3);
    assertThat(ended.said)
        .startsWith("graft: Unknown option")
        .contains("--epochs")
        .endsWith("graft train --help tells what it takes\n");
  }

  /**
   * oneDNN leaves work undone where OpenMP gives it fewer threads than it plans for, or waits for
   * them for ever.
   */
  @ParameterizedTest
  @ValueSource(strings = {"OMP_MAX_ACTIVE_LEVELS=0", "OMP_DYNAMIC=true", "OMP_NUM_THREADS=1"})
  void whatOpenMpIsToldChangesNoNumber(String variable) throws Exception {
    String[] said = variable.split("=", -1);
    Ended usual = graft(training("usual-" + said[0]));
    assertThat(usual.code).as(usual.said).isZero();
    Ended told = shell("timeout 300 \"$@\" " + training(said[0]), Map.of(said[0], said[1]));
    assertThat(told.code).as(told.said).isZero();

    assertThat(folder.resolve(said[0]).resolve("steps.csv"))
        .hasSameTextualContentAs(folder.resolve("usual-" + said[0]).resolve("steps.csv"));
  }

  @Test
  void dataOnThisMachineNeedNoTls() throws Exception {
    String broken = "-Djavax.net.ssl.trustStoreType=foo";
    Ended trained = graft(training("no-tls"), broken);
    assertThat(trained.code).as(trained.said).isZero();

    Map<String, String> empty = Map.of("XDG_CACHE_HOME", folder.resolve("empty").toString());
    String download = "train examples/lenet5.yaml --device software --data mnist --out ";
    Ended refused = shell("\"$@\" " + download + folder.resolve("tls"), empty, broken);
    assertThat(refused.code).isEqualTo(1);
    assertThat(refused.said)
        .contains("Java's TLS does not start (")
        .contains("javax.net.ssl")
        .doesNotContain("\tat ");
  }

  @Test
  void aUserWithoutAHomeFindsNothingInTheCurrentFolder() throws Exception {
    Ended trained = graft(training("homeless"));
    assertThat(trained.code).as(trained.said).isZero();
    Path here = Files.createDirectory(folder.resolve("here"));
    String line = "cd " + here + " && \"$@\" report " + folder.resolve("homeless") + " -o r.html";
    Ended drawn = shell(line, Map.of(), "-Duser.home=?");

    assertThat(drawn.code).as(drawn.said).isZero();
    assertThat(here.toFile().list()).containsOnly("r.html", "r.png");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-32"})
  void anEncodingThatHidesVariablesIsASentence(String encoding) throws Exception {
    Ended ended = graft("info --device software", "-Dfile.encoding=" + encoding);

    assertThat(ended.code).isEqualTo(1);
    assertThat(ended.said)
        .startsWith("graft: file.encoding: found " + encoding)
        .doesNotContain("\tat ");
  }

  @Test
  void aCurrentFolderThatIsGoneIsNoQuestionOfItsEncoding() throws Exception {
    Ended ended = graft("summary examples/lenet5.yaml", "-Duser.dir=/nonexistent");

    assertThat(ended.lines())
        .containsExactly("graft: the current folder, /nonexistent, does not exist");
  }

  @Test
  void whatIsPreloadedIsNamedWhereTheDriverFails() throws Exception {
    String line =
        "GRAFT_SOFTWARE_FAIL=cuInit=100 LD_PRELOAD=libm.so.6 \"$@\" info --device software";
    assertThat(shell(line, Map.of()).said)
        .contains("cuInit says CUDA_ERROR_NO_DEVICE (100)")
        .contains("LD_PRELOAD=libm.so.6 may answer in its place");
  }
}
