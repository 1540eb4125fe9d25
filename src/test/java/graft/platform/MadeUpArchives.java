package graft.platform;

import graft.fetch.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Archives as NVIDIA and JavaCPP pack them, with small files in the place of libraries. */
final class MadeUpArchives {
  private final URI mirror;

  /** The content of each file that the mirror is to serve. */
  final Map<String, byte[]> files = new LinkedHashMap<>();

  MadeUpArchives(URI mirror) {
    this.mirror = mirror;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A jar of one stack. */
  LibrarySet jar(CudaStack stack, String cuda, String dnn) throws IOException {
    List<String> names = new ArrayList<>(LibraryCache.required(stack));
    names.add("libnvrtc-builtins.so." + cuda);
    names.addAll(List.of("libnpps.so.12", "libcudart.so.12"));
    return jar(stack, cuda, dnn, names);
  }

  /** A jar with these libraries, the content of each its name. */
  LibrarySet jar(CudaStack stack, String cuda, String dnn, List<String> names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry("org/bytedeco/cuda/linux-x86_64/" + name));
        zip.write(bytes(name));
        zip.closeEntry();
      }
    }
    String file = "cuda-" + cuda + ".jar";
    files.put(file, bytes.toByteArray());
    return new LibrarySet(
        stack,
        cuda,
        dnn,
        90,
        List.of(archive(file, new LibraryArchive.Address(mirror.resolve(file)))),
        1000);
  }

  /** The three archives of CUDA 13, with the manifests that list them. */
  LibrarySet cuda13() throws IOException {
    Tar blas = new Tar("libcublas-linux-x86_64-13.1.0.3-archive");
    blas.library("libcublas.so.13", "13.1.0.3");
    blas.library("libcublasLt.so.13", "13.1.0.3");
    blas.large("lib/libcublas_static.a", 2000); // their sizes tell them apart
    blas.file("lib/stubs/libcublas.so.13", "a stub");
    blas.file("LICENSE", "a licence");
    Tar nvrtc = new Tar("cuda_nvrtc-linux-x86_64-13.0.88-archive");
    nvrtc.library("libnvrtc.so.13", "13.0.88");
    nvrtc.library("libnvrtc.alt.so.13", "13.0.88");
    nvrtc.library("libnvrtc-builtins.so.13.0", "13.0.88");
    nvrtc.large("lib/libnvrtc_static.a", 3000);
    nvrtc.link("lib/libnvrtc-builtins.so.13", "libnvrtc-builtins.so.13.0.88");
    Tar dnn = new Tar("cudnn-linux-x86_64-9.24.0.43_cuda13-archive");
    dnn.large("lib/libcudnn_static.a", 4000);
    for (String name : LibraryCache.required(CudaStack.CUDA_13)) {
      if (name.startsWith("libcudnn")) {
        dnn.library(name, "9.24.0");
      }
    }
    dnn.library("libcudnn_engines_tensor_ir.so.9", "9.24.0");
    LibrarySet set =
        new LibrarySet(
            CudaStack.CUDA_13,
            "13.0",
            "9.24",
            121,
            List.of(
                listed("libcublas", "", blas.xz()),
                listed("cuda_nvrtc", "", nvrtc.xz()),
                listed("cudnn", "cuda13", dnn.xz())),
            1000);
    describe(set);
    return set;
  }

  private LibraryArchive listed(String component, String variant, byte[] content) {
    String file = component + ".tar.xz";
    files.put(file, content);
    String manifest = variant.isEmpty() ? "redistrib_13.0.2.json" : "redistrib_9.24.0.json";
    return archive(file, new LibraryArchive.Listed(mirror.resolve(manifest), component, variant));
  }

  private LibraryArchive archive(String file, LibraryArchive.Source source) {
    byte[] content = files.get(file);
    var digest = Sha256.digest();
    digest.update(content);
    return new LibraryArchive(file, Sha256.hex(digest), content.length, source);
  }

  /** The manifests, in the shape of NVIDIA's. */
  private void describe(LibrarySet set) {
    Map<String, StringBuilder> manifests = new LinkedHashMap<>();
    for (LibraryArchive archive : set.archives()) {
      LibraryArchive.Listed listed = (LibraryArchive.Listed) archive.source();
      String place =
          "{\"relative_path\": \"below/%s\", \"sha256\": \"%s\", \"md5\": \"0\", \"size\": \"%d\"}"
              .formatted(archive.name(), archive.sha256(), archive.bytes());
      String platform =
          listed.variant().isEmpty()
              ? place
              : "{\"cuda12\": {}, \"%s\": %s}".formatted(listed.variant(), place);
      manifests
          .computeIfAbsent(
              listed.manifest().getPath().replaceFirst(".*/", ""),
              name -> new StringBuilder("{\"release_date\": \"2025-10-09\""))
          .append(
              ", \"%s\": {\"license\": \"x\", \"linux-sbsa\": {}, \"linux-x86_64\": %s}"
                  .formatted(listed.component(), platform));
      files.put("below/" + archive.name(), files.remove(archive.name()));
    }
    manifests.forEach((name, text) -> files.put(name, bytes(text + "}")));
  }

  /** A tar archive on its way. */
  static final class Tar {
    private final String root;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream out = new TarArchiveOutputStream(bytes);

    /**
     * @param root the folder that all lies in; empty for none
     */
    Tar(String root) {
      this.root = root.isEmpty() ? "" : root + "/";
    }

    /** A file that is named by its version, and the links to it; its content is its SONAME. */
    void library(String soname, String version) throws IOException {
      String base = soname.replaceFirst("\\.so\\..*", ".so");
      link("lib/" + base, soname);
      link("lib/" + soname, base + "." + version);
      file("lib/" + base + "." + version, soname);
    }

    void file(String name, String content) throws IOException {
      add(new TarArchiveEntry(root + name, true), bytes(content));
    }

    /** Of so many bytes that cannot be compressed. */
    void large(String name, int size) throws IOException {
      byte[] content = new byte[size];
      new Random(1).nextBytes(content);
      add(new TarArchiveEntry(root + name, true), content);
    }

    void link(String name, String target) throws IOException {
      special(name, TarConstants.LF_SYMLINK, target);
    }

    /**
     * @param kind a type flag of tar
     * @param target of a link; else empty
     */
    void special(String name, byte kind, String target) throws IOException {
      TarArchiveEntry entry = new TarArchiveEntry(root + name, kind, true);
      entry.setLinkName(target);
      add(entry, new byte[0]);
    }

    private void add(TarArchiveEntry entry, byte[] content) throws IOException {
      entry.setSize(content.length);
      out.putArchiveEntry(entry);
      out.write(content);
      out.closeArchiveEntry();
    }

    byte[] xz() throws IOException {
      out.close();
      ByteArrayOutputStream compressed = new ByteArrayOutputStream();
      try (XZOutputStream xz = new XZOutputStream(compressed, new LZMA2Options(0))) {
        xz.write(bytes.toByteArray());
      }
      return compressed.toByteArray();
    }
  }
}
