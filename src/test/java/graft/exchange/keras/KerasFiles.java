package graft.exchange.keras;

import static org.assertj.core.api.Assertions.assertThat;

import graft.exchange.Imported;
import graft.exchange.Told;
import io.jhdf.api.Node;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Small files of a test's own, in Keras' forms. Configurations are JSON in which {@code '} stands
 * for the quotation mark.
 */
final class KerasFiles {
  static final String VERSION = "{'keras_version': '3.5.0', 'date_saved': '2024-09-01@10:00:00'}";

  private KerasFiles() {}

  /** A layer as Keras 3 tells it: its name, and what its configuration says besides. */
  static String layer(String className, String name, String config) {
    return "{'module': 'keras.layers', 'class_name': '%s', 'config': {'name': '%s'%s}, 'registered_name': null}"
        .formatted(className, name, config.isEmpty() ? "" : ", " + config);
  }

  static String input(Integer... extents) {
    return layer("InputLayer", "input_layer", shape("batch_shape", extents));
  }

  /** A shape behind its key, the batch in front. */
  static String shape(String key, Integer... extents) {
    String told = Arrays.stream(extents).map(n -> ", " + n).collect(Collectors.joining());
    return "'%s': [null%s]".formatted(key, told);
  }

  static String sequential(String... layers) {
    return "{'module': 'keras', 'class_name': 'Sequential', 'config': {'name': 'sequential', 'layers': [%s]}, 'registered_name': 'Sequential'}"
        .formatted(String.join(", ", layers));
  }

  /** A layer in a Functional model. */
  static String called(String layer, String name, String... reads) {
    String tensors =
        Stream.of(reads)
            .map(
                read ->
                    "{'class_name': '__keras_tensor__', 'config': {'shape': [null], 'dtype': 'float32', 'keras_history': ['%s', 0, 0]}}"
                        .formatted(read))
            .collect(Collectors.joining(", "));
    String call =
        reads.length > 1 ? "{'args': [[%s]], 'kwargs': {}}" : "{'args': [%s], 'kwargs': {}}";
    return layer.substring(0, layer.length() - 1)
        + ", 'name': '%s', 'inbound_nodes': [%s]}"
            .formatted(name, reads.length == 0 ? "" : call.formatted(tensors));
  }

  static String functional(String output, String... layers) {
    return "{'class_name': 'Functional', 'config': {'name': 'functional', 'layers': [%s], 'input_layers': [['input_layer', 0, 0]], 'output_layers': [['%s', 0, 0]]}}"
        .formatted(String.join(", ", layers), output);
  }

  /** A dense layer over three classes, which no longer model here needs. */
  static String logits() {
    return layer("Dense", "logits", "'units': 3, 'activation': 'linear', 'use_bias': true");
  }

  /** Puts a dataset of 1, 2, 3 and so on into a file, in groups that are made where need be. */
  static WritableGroup put(WritableGroup root, String path, int... extents) {
    int name = path.lastIndexOf('/');
    WritableGroup group = group(root, path.substring(0, Math.max(0, name)));
    group.putDataset(path.substring(name + 1), counted(new int[1], extents));
    return root;
  }

  static WritableGroup group(WritableGroup root, String path) {
    WritableGroup at = root;
    for (String step : path.split("/", -1)) {
      if (!step.isEmpty()) {
        Node there = at.getChild(step);
        at = there == null ? at.putGroup(step) : (WritableGroup) there;
      }
    }
    return at;
  }

  private static Object counted(int[] before, int... extents) {
    Object array = Array.newInstance(float.class, extents);
    for (int i = 0; i < extents[0]; i++) {
      Object one =
          extents.length == 1
              ? (Object) (float) ++before[0]
              : counted(before, Arrays.copyOfRange(extents, 1, extents.length));
      Array.set(array, i, one);
    }
    return array;
  }

  /** The kernel and the bias of a layer in a file whose variables have numbers. */
  static WritableGroup kernel(WritableGroup root, String layer, int... extents) {
    put(root, layer + "/vars/0", extents);
    return put(root, layer + "/vars/1", extents[extents.length - 1]);
  }

  static Path hdf5(Path file, WritableGroup root) {
    try (FileChannel out =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      Hdf5Output.write(root, out);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A {@code .keras} file, whose parts Python stores as they are. */
  static Path archive(Path folder, String config, WritableGroup weights) {
    try {
      byte[] content = Files.readAllBytes(hdf5(folder.resolve("model.weights.h5"), weights));
      Path file = folder.resolve("model.keras");
      zip(
          file,
          Deflater.NO_COMPRESSION,
          List.of(Archive.METADATA, Archive.CONFIG, Archive.WEIGHTS),
          List.of(text(VERSION), text(config), content));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] text(String json) {
    return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  static void zip(Path file, int level, List<String> names, List<byte[]> contents)
      throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setLevel(level);
      for (int i = 0; i < names.size(); i++) {
        zip.putNextEntry(new ZipEntry(names.get(i)));
        zip.write(contents.get(i));
      }
    }
  }

  /** A file in which some bytes are others, told as text: each once what was, then what is. */
  static Path patched(Path folder, Path file, String... changes) throws IOException {
    String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    for (int i = 0; i < changes.length; i += 2) {
      assertThat(content).contains(changes[i]);
      assertThat(changes[i + 1]).hasSameSizeAs(changes[i]);
      content = content.replace(changes[i], changes[i + 1]);
    }
    Path patched = folder.resolve("patched" + file.getFileName());
    return Files.write(patched, content.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Reads what is fed 0 to 1. */
  static Imported read(Path file) throws IOException {
    return KerasReader.read(file, Told.nothing().withRange(0, 1));
  }
}
