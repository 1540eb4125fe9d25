package graft.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several caches side by side, on a machine whose driver knows CUDA 12.8. */
class CachedLibrariesTest {
  private static final int HOPPER = 90;
  private static final int BLACKWELL = 120;

  @TempDir Path root;
  private FakeSystem system;

  @BeforeEach
  void driver() throws IOException {
    system =
        new FakeSystem(root)
            .file("/dev/nvidia0")
            .library("/usr/lib/x86_64-linux-gnu/libcuda.so.1", "570.86.10");
    fill(LibrarySet.CUDA_12_6);
    fill(LibrarySet.CUDA_11_8);
  }

  private void fill(LibrarySet set) throws IOException {
    for (String name : LibraryCache.required(set.stack())) {
      system.file("/cache/graft/" + set.folder() + "/" + name);
    }
    system.file("/cache/graft/" + set.folder() + "/libnvrtc-builtins.so." + set.cuda());
  }

  private NvidiaLibraries libraries(int capability) {
    return new NvidiaLibraries(system.view()).with(FakeSystem.driver(12080, capability));
  }

  private Path cached(LibrarySet set, String name) {
    return system.path("/cache/graft/" + set.folder() + "/" + name);
  }

  @Test
  void theNewestThatSuitsIsTaken() throws IOException {
    assertThat(libraries(HOPPER).found())
        .containsEntry("libcudnn.so.9", cached(LibrarySet.CUDA_12_6, "libcudnn.so.9"));
    fill(LibrarySet.CUDA_12_9);
    fill(LibrarySet.CUDA_13_0);
    for (int card : new int[] {HOPPER, BLACKWELL}) {
      NvidiaLibraries libraries = libraries(card);
      assertThat(libraries.stack()).contains(CudaStack.CUDA_12);
      assertThat(libraries.found())
          .as("compute %d", card)
          .containsEntry("libcudnn.so.9", cached(LibrarySet.CUDA_12_9, "libcudnn.so.9"))
          .containsEntry("libcublas.so.12", cached(LibrarySet.CUDA_12_9, "libcublas.so.12"));
      assertThat(libraries.candidates())
          .as("one name for CUDA 12 and 13")
          .contains(
              Candidate.skipped(
                  cached(LibrarySet.CUDA_13_0, "libcudnn.so.9"),
                  "it is a cuDNN for CUDA 13, not 12"));
    }
  }

  /** Loaded, it would end the process. */
  @Test
  void aDamagedCacheIsNotUsed() throws IOException {
    Path folder = system.path("/cache/graft/" + LibrarySet.CUDA_12_6.folder());
    UnpackedFiles.note(folder, List.of("libcudnn.so.9"));
    Files.write(folder.resolve("libcudnn.so.9"), new byte[100]);
    assertThat(libraries(HOPPER).found())
        .containsEntry("libcudnn.so.8", cached(LibrarySet.CUDA_11_8, "libcudnn.so.8"));
  }

  @Test
  void theFoldersNameTellsTheVersions() {
    assertThat(libraries(HOPPER).describe())
        .extracting(LibraryInfo::version)
        .containsExactly("570.86.10", "12.6", "12.6", "9.5", "12.6", "12.6");
    NvidiaLibraries blackwell = libraries(BLACKWELL);
    assertThat(blackwell.stack()).isEmpty();
    assertThat(blackwell.candidates())
        .contains(
            Candidate.skipped(
                cached(LibrarySet.CUDA_12_6, "libcudnn.so.9"),
                "it is of version 9.5, and a card of compute 12.0 needs 9.7 or newer"),
            Candidate.skipped(
                cached(LibrarySet.CUDA_12_6, "libcublas.so.12"),
                "it is of version 12.6, and a card of compute 12.0 needs 12.8 or newer"));
  }

  /** The innermost folder counts. */
  @Test
  void aCacheMayLieInAFolderOfAnotherVersionsName() throws IOException {
    String folder = "/data/cuda-11.8/graft/cuda-12.6-cudnn-9.5/libcudnn.so.9";
    system.file(folder);
    assertThat(LibraryVersion.cudaOfDnn(system.view(), system.path(folder))).hasValue(12);
    assertThat(LibraryVersion.of(system.path(folder))).isEqualTo("9.5");
  }
}
