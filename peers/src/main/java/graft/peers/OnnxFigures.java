package graft.peers;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** What ONNX Runtime makes of ONNX files: figures beside each, {@code NAME.txt}. */
public final class OnnxFigures {
  static final String SUFFIX = ".onnx";
  private static final int BATCH = 7;

  private OnnxFigures() {}

  /**
   * Writes the figures of each file.
   *
   * @param arguments the folder
   */
  public static void main(String[] arguments) throws IOException, OrtException {
    if (arguments.length != 1) {
      System.err.println("usage: OnnxFigures FOLDER");
      System.exit(2);
    }
    Path folder = Path.of(arguments[0]);
    for (String name : names(folder)) {
      compute(folder, name, BATCH).write(folder.resolve(name + GoldenFiles.SUFFIX));
    }
    System.out.println(names(folder).size() + " files in " + folder);
  }

  static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(SUFFIX))
          .map(file -> file.substring(0, file.length() - SUFFIX.length()))
          .sorted()
          .toList();
    }
  }

  /** Of so many samples, of which the first are the same however many there are. */
  static Figures compute(Path folder, String name, int batch) throws OrtException {
    Path file = folder.resolve(name + SUFFIX);
    long[] shape = shape(file, batch);
    long seed = name.hashCode();
    Figure fed = draw(shape, seed, name.contains("bytes"));
    Map<String, Figure> figures = new LinkedHashMap<>();
    figures.put("input", fed);
    figures.put("output", output(file, fed));
    Map<String, String> about = new LinkedHashMap<>();
    about.put("case", name);
    about.put("about", "what the graph is fed and gives, in its own layout");
    about.put("onnxruntime", OrtEnvironment.getEnvironment().getVersion());
    about.put("seed", String.valueOf(seed));
    return new Figures(about, figures);
  }

  private static long[] shape(Path file, int batch) throws OrtException {
    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString())) {
      NodeInfo input = session.getInputInfo().values().iterator().next();
      long[] shape = ((TensorInfo) input.getInfo()).getShape().clone();
      shape[0] = shape[0] < 0 ? batch : shape[0];
      return shape;
    }
  }

  /** What a graph gives. */
  static Figure output(Path file, Figure fed) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    float[] numbers = new float[fed.values().length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) fed.values()[i];
    }
    try (OrtSession session = environment.createSession(file.toString());
        OnnxTensor tensor =
            OnnxTensor.createTensor(environment, FloatBuffer.wrap(numbers), fed.shape());
        OrtSession.Result result =
            session.run(Map.of(session.getInputNames().iterator().next(), tensor))) {
      OnnxTensor output = (OnnxTensor) result.get(0);
      FloatBuffer values = output.getFloatBuffer();
      double[] computed = new double[values.remaining()];
      Arrays.setAll(computed, values::get);
      return new Figure(output.getInfo().getShape(), computed, false);
    }
  }

  /** Whole numbers from 0 to 255 for a graph that takes bytes, else from 0 to 1. */
  private static Figure draw(long[] shape, long seed, boolean bytes) {
    Random random = new Random(seed);
    double[] values = new double[Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b))];
    Arrays.setAll(
        values, i -> bytes ? random.nextInt(256) : (float) (random.nextInt(1000) / 1000.0));
    return new Figure(shape, values, true);
  }
}
