package graft.platform;

import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import jcuda.LibUtils;
import jcuda.driver.JCudaDriver;
import jcuda.jcublas.JCublas2;
import jcuda.jcudnn.JCudnn;
import org.slf4j.Logger;

/**
 * The class path of a JVM that runs a class of Graft, made from where this JVM's classes come from:
 * it may have them from a module path or from a class loader of its own.
 */
final class ProbeClassPath {
  private ProbeClassPath() {}

  /**
   * Of a class, with the rest of Graft, JCuda and its natives.
   *
   * @throws DeviceUnavailableException if a class is in no file
   */
  static String of(Class<?> main) {
    Set<Path> entries = new LinkedHashSet<>();
    for (Class<?> type :
        List.of(
            main,
            ProbeClassPath.class,
            LibUtils.class,
            JCudaDriver.class,
            JCublas2.class,
            JCudnn.class,
            Logger.class)) {
      entries.add(place(type));
    }
    for (String resource : JcudaNatives.resources()) {
      Optional.ofNullable(ProbeClassPath.class.getClassLoader().getResource(resource))
          .flatMap(url -> root(url, resource))
          .ifPresent(entries::add);
    }
    return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  /** The jar or the folder that a class is in. */
  static Path place(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    String resource = type.getName().replace('.', '/') + ".class";
    URL own = type.getResource("/" + resource);
    return Optional.ofNullable(source)
        .map(CodeSource::getLocation)
        .flatMap(ProbeClassPath::file)
        .or(() -> Optional.ofNullable(own).flatMap(url -> root(url, resource)))
        .orElseThrow(
            () ->
                new DeviceUnavailableException(
                    type.getName() + " is in no file that another JVM could be given"));
  }

  /** Of "jar:file:/x.jar!/lib/y" and "file:/x/lib/y", with the resource lib/y: /x.jar and /x. */
  private static Optional<Path> root(URL url, String resource) {
    String text = url.toString();
    String end = (text.startsWith("jar:") ? "!/" : "/") + resource;
    if (!text.endsWith(end)) {
      return Optional.empty();
    }
    String root = text.substring(0, text.length() - end.length()).replaceFirst("^jar:", "");
    return root.startsWith("file:") ? path(URI.create(root)) : Optional.empty();
  }

  private static Optional<Path> file(URL url) {
    try {
      return url.getProtocol().equals("file") ? path(url.toURI()) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static Optional<Path> path(URI uri) {
    Path path = Path.of(uri);
    return path.toFile().exists() ? Optional.of(path) : Optional.empty();
  }
}
