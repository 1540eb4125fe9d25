package graft.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The source of kernels, as one program.
 *
 * @param files content by name; .cu files are the program, .cuh files what they include
 */
record KernelSource(SortedMap<String, String> files) {
  private static final String FOLDER = "graft/kernels/";
  private static final String ONE = FOLDER + "grid_stride.cuh"; // leads to where the others lie

  KernelSource {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /** That of the kernels of this build. */
  static KernelSource bundled() {
    ClassLoader loader = KernelSource.class.getClassLoader();
    SortedMap<String, String> files = new TreeMap<>();
    try {
      for (String name : names(loader.getResource(ONE))) {
        try (InputStream in = loader.getResourceAsStream(FOLDER + name)) {
          files.put(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the kernels' source cannot be read", e);
    }
    return new KernelSource(files);
  }

  private static List<String> names(URL one) throws IOException {
    if (one == null) {
      throw new IllegalStateException(ONE + " is not in the class path");
    }
    List<String> names = new ArrayList<>();
    if (one.openConnection() instanceof JarURLConnection jar) {
      jar.getJarFile().stream()
          .map(entry -> entry.getName())
          .filter(name -> name.startsWith(FOLDER) && !name.endsWith("/"))
          .forEach(name -> names.add(name.substring(FOLDER.length())));
    } else {
      Path folder = Path.of(URI.create(one.toString())).getParent();
      SystemView.list(folder, "*.{cu,cuh}").forEach(f -> names.add(f.getFileName().toString()));
    }
    return names;
  }

  /** What to compile: it includes all .cu files. */
  String program() {
    return files.keySet().stream()
        .filter(name -> name.endsWith(".cu"))
        .map(name -> "#include \"" + name + "\"\n")
        .collect(Collectors.joining());
  }

  /** Adds names and contents to a digest, so that no two sources give the same. */
  void addTo(MessageDigest digest) {
    for (Map.Entry<String, String> file : files.entrySet()) {
      byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
      String head = file.getKey() + " " + content.length + "\n";
      digest.update(head.getBytes(StandardCharsets.UTF_8));
      digest.update(content);
    }
  }
}
