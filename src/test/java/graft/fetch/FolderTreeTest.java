package graft.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTreeTest {
  @TempDir private Path folder;

  private Path tree(int files) throws IOException {
    Path tree = folder.resolve("tree");
    for (int i = 0; i < files; i++) {
      Path file = tree.resolve("sub-" + i % 7).resolve("file-" + i);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "x");
    }
    return tree;
  }

  @Test
  void allOfItIsDeletedAndLinksAreNotFollowed() throws IOException {
    Path kept = Files.writeString(folder.resolve("kept"), "x");
    Path tree = tree(9);
    Files.createSymbolicLink(tree.resolve("link"), kept);
    Files.createSymbolicLink(tree.resolve("folder"), folder);
    FolderTree.delete(tree);
    assertThat(tree).doesNotExist();
    assertThat(kept).hasContent("x");
  }

  @Test
  void whatIsNotThereIsNotMissed() throws IOException {
    FolderTree.delete(folder.resolve("none"));
    assertThat(folder).isEmptyDirectory();
  }

  /** As JVMs that start at once sweep what others left. */
  @Test
  void severalMayDeleteItAtOnce() throws IOException {
    Path tree = tree(2000);
    CompletableFuture<?>[] deletions = new CompletableFuture<?>[4];
    for (int i = 0; i < deletions.length; i++) {
      deletions[i] =
          CompletableFuture.runAsync(
              () -> {
                try {
                  FolderTree.delete(tree);
                } catch (IOException e) {
                  throw new CompletionException(e);
                }
              });
    }
    CompletableFuture.allOf(deletions).join();
    assertThat(tree).doesNotExist();
  }
}
