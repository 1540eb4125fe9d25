package graft.files;

/** Lets a test do something in the middle of a safetensors file that is being written. */
public final class WritePause {
  private WritePause() {}

  /** What to do before each of a file's tensors. */
  public static void between(Runnable work) {
    SafetensorsWriter.betweenTensors = work;
  }
}
