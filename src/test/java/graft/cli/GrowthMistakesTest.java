package graft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import graft.files.ModelFile;
import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.GlobalAveragePool;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Padding;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the commands that grow say to mistakes. */
class GrowthMistakesTest extends GrowthSession {
  private static Path model;

  private static Path untrained(String name, NetworkSpec spec) throws IOException {
    ModelFile.of(Model.untrained(spec, 1)).write(file(name));
    return file(name);
  }

  @BeforeAll
  static void write() throws IOException {
    model = untrained("model", spec(0));
  }

  @Test
  void refusesNumbersThatAreNone() {
    String file = model.toString();
    for (String text : List.of("x", "", "two", "99999999999", "1000000000x")) {
      refuses("conv1=" + text + ": found '" + text + "'", "widen", file, "conv1=" + text);
    }
    refuses("cannot be widened to 2; expected more than 4", "widen", file, "conv1=0.5x");
    refuses("more than 2^31 - 1 elements", "widen", file, "conv1=2000000000");
    refuses("more than 2^31 - 1 elements", "enlarge", file, "conv1=999999999");
    refuses("more than 2^31 - 1 elements", "enlarge", file, "input=999999999");
    refuses("found 'conv1', expected a name and a value, as conv1=128", "widen", file, "conv1");
    refuses("found '=5', expected a name and a value, as conv1=5", "enlarge", file, "=5");
  }

  @Test
  void refusesToGrowTheSameTwice() {
    String file = model.toString();
    refuses("found conv1=6 and conv1=8; expected conv1 once", "widen", file, "conv1=6", "conv1=8");
    refuses("found all=2x and all=3x; expected all once", "widen", file, "all=2x", "all=3x");
    refuses("found conv1=5 and conv1=7", "enlarge", file, "conv1=5", "conv1=7");
    refuses(
        "the channels of nodes norm and conv1 grow together, and norm=8, conv1=8 are given",
        "widen",
        file,
        "norm=8",
        "conv1=8");
  }

  /** Whether the named node comes before or behind 'all', and whatever of its group it is. */
  @Test
  void allAreThoseThatAreNotNamed() throws IOException {
    for (List<String> widths :
        List.of(List.of("norm=12", "all=2x"), List.of("all=2x", "conv1=12"))) {
      Path wide = grow("widen", model, "wide" + widths.get(0), widths.toArray(String[]::new));
      NetworkSpec spec = ModelFile.read(wide).model().spec();
      assertThat(spec.shapeOf("conv1").last()).isEqualTo(12);
      assertThat(spec.shapeOf("conv2").last()).isEqualTo(8);
    }
  }

  @Test
  void refusesWhereNothingCanGrow() throws IOException {
    NetworkSpec head =
        NetworkSpec.chain(DIGIT).then("flat", new Flatten()).then("logits", new Dense(10)).build();
    refuses(
        "so there are none for all=2x to widen",
        "widen",
        untrained("head", head).toString(),
        "all=2x");
  }

  @Test
  void refusesFlagsThatSayNothingHere() {
    refuses(
        "--breaking tells copies apart, and these are --units new",
        "widen",
        model.toString(),
        "conv1=6",
        "--units=new",
        "--breaking=noise");
  }

  @Test
  void refusesFilesThatAreNotThereAndFoldersInTheirPlace() {
    refuses("found no such file; expected a safetensors file", "widen", "nothing", "conv1=6");
    int code = run("widen", model.toString(), "conv1=6", "-o", folder.toString(), "--force");
    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).contains(folder + " is a folder; expected a file");
    assertThat(out.toString()).isEmpty();
  }

  /** Before the data is read, which is not there. */
  @Test
  void refusesTheStateOfAModelFirst() {
    refuses(
        "is a model, which has no optimizer's memory",
        "widen",
        model.toString(),
        "conv1=6",
        "--state=reset",
        "--data=nowhere");
  }

  @Test
  void saysWhichNormalisationGetsNoNumbers() throws IOException {
    Map<String, HostTensor> tensors =
        new HashMap<>(Model.untrained(spec(0), 1).weights().tensors());
    tensors.put("conv1/kernel", HostTensor.filled(Shape.of(4, 3, 3, 1), Float.NaN));
    ModelFile.of(Model.of(spec(0), tensors)).write(file("nan"));
    String nan = file("nan").toString();
    refuses("what node norm normalises cannot be measured: channel 0", "calibrate", nan, data());
    refuses("is NaN; expected a model whose logits are finite", "widen", nan, "conv1=6");
  }

  @Test
  void measuresNewChannelsOfTheInputAndSaysWhereItCannot() throws IOException {
    NetworkSpec normalised =
        NetworkSpec.chain(DIGIT)
            .then("norm", new BatchNorm())
            .then("conv", new Conv2d(4, 3, 3, 4, Padding.SAME, false))
            .then("mean", new GlobalAveragePool())
            .then("logits", new Dense(10))
            .build();
    Path from = untrained("normalised", normalised);
    Path measured = grow("enlarge", from, "measured", "input=3", data());
    assertThat(out.toString()).doesNotContain("not measured");
    float[] mean = ModelFile.read(measured).model().weights().get("norm/mean").toArray();
    assertThat(mean[0]).isZero(); // as it was
    assertThat(mean[1]).isBetween(0.45f, 0.55f); // of random bytes / 255
    Path not = grow("enlarge", from, "not-measured", "input=3");
    assertThat(out.toString()).contains("not measured: running statistics of new channels in norm");
    assertThat(ModelFile.read(not).model().weights().get("norm/mean").toArray())
        .containsExactly(0, 0, 0);
  }
}
