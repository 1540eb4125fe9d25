package graft.files;

import graft.fuzz.Input;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/** Safetensors files: what is read is written, and reads as the same. */
public final class SafetensorsFuzz {
  private SafetensorsFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Path file = Input.file("input.safetensors", input);
    Input.read(input, () -> copy(file), FileFormatException.class);
  }

  private static void copy(Path file) throws IOException {
    Path again = Input.place("again.safetensors");
    SafetensorsWriter writer = new SafetensorsWriter();
    try (Safetensors opened = Safetensors.open(file)) {
      long bytes = 0;
      for (StoredTensor stored : opened.tensors().values()) {
        bytes += stored.bytes();
        requireFloats(opened, stored);
        if (stored.dtype().isEmpty()) {
          return; // which is not written
        }
        ByteBuffer content = opened.bytes(stored.name());
        writer.block(stored.name(), stored.dtype().get(), stored.shape(), content);
      }
      Input.require(bytes <= file.toFile().length(), "tensors of more bytes than the file has");
      opened.metadata().forEach(writer::metadata);
      writer.write(again);
      try (Safetensors other = Safetensors.open(again)) {
        Input.require(other.metadata().equals(opened.metadata()), "other strings");
        Input.require(other.tensors().keySet().equals(opened.tensors().keySet()), "other names");
        for (String name : opened.tensors().keySet()) {
          Input.require(other.bytes(name).equals(opened.bytes(name)), "other bytes");
        }
      }
    }
  }

  /** Of the kinds that are numbers for a network. */
  private static void requireFloats(Safetensors opened, StoredTensor stored) throws IOException {
    Optional<Dtype> dtype = stored.dtype();
    boolean readable = dtype.isPresent() && dtype.get().isFloat() && !stored.shape().isEmpty();
    if (readable && stored.bytes() > 0) {
      int count = opened.tensor(stored.name()).shape().elements();
      Input.require((long) count * dtype.get().bytes() == stored.bytes(), "other numbers");
    }
  }
}
