package graft.exchange.keras;

import io.jhdf.api.Attribute;
import io.jhdf.api.WritableAttributeImpl;
import io.jhdf.api.WritableGroup;
import io.jhdf.object.datatype.DataType;
import io.jhdf.storage.HdfBackingStorage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A text as an attribute of any length, which jhdf cannot write: in an object's header stands where
 * the text lies, in a global heap of its own. Keras' {@code model_config} is such a text in files
 * of Keras' own, whatever its length (h5py makes a variable-length string of it).
 *
 * <p>The layouts are those of the HDF5 file format specification 3.0, sections III.E (global heap)
 * and IV.A.2.d (datatype, class 9).
 */
final class LongText extends DataType {
  private static final int VARIABLE_LENGTH = 9;

  /** Its length, an address, and which of the heap's objects it is. */
  private static final int REFERENCE = 16;

  private static final int HEAP_HEADER = 16;
  private static final int OBJECT_HEADER = 16;

  /** What the HDF5 library allocates for a heap at least. */
  private static final int LEAST_HEAP = 4096;

  private static final int ALIGNMENT = 8;

  private final byte[] content;
  private long address;

  private LongText(String text) {
    super(VARIABLE_LENGTH, REFERENCE);
    this.content = text.getBytes(StandardCharsets.UTF_8);
  }

  /** Puts a text into a file's root. */
  static void put(WritableGroup root, String name, String text) {
    LongText type = new LongText(text);
    Attribute attribute =
        new WritableAttributeImpl(name, root, text) {
          @Override
          public DataType getDataType() {
            return type;
          }
        };
    root.getAttributes().put(name, attribute);
  }

  /** Says where its heap begins. */
  void setAddress(long address) {
    this.address = address;
  }

  /** Where a heap can begin that is to stand behind so many bytes. */
  static long aligned(long size) {
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** A heap with the text as its one object, and what is left of it as the object 0. */
  ByteBuffer heap() {
    long used = HEAP_HEADER + OBJECT_HEADER + aligned(content.length);
    int size = Math.toIntExact(Math.max(LEAST_HEAP, used + OBJECT_HEADER));
    ByteBuffer heap = little(size);
    heap.put("GCOL".getBytes(StandardCharsets.US_ASCII)).putInt(1).putLong(size);
    heap.putShort((short) 1).putShort((short) 1).putInt(0).putLong(content.length).put(content);
    heap.position((int) used);
    heap.putShort((short) 0).putShort((short) 0).putInt(0).putLong(size - used);
    return heap.clear();
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A string of UTF-8 that ends in a 0, over unsigned bytes. */
  @Override
  public ByteBuffer toBuffer() {
    ByteBuffer message = little(20);
    message.put((byte) 0x19).put((byte) 1).put((byte) 1).put((byte) 0).putInt(REFERENCE);
    message.put((byte) 0x10).put(new byte[3]).putInt(1).putShort((short) 0).putShort((short) 8);
    return message.clear();
  }

  @Override
  public ByteBuffer encodeData(Object data) {
    return little(REFERENCE).putInt(content.length).putLong(address).putInt(1).clear();
  }

  @Override
  public Class<?> getJavaType() {
    return String.class;
  }

  @Override
  public Object fillData(ByteBuffer buffer, int[] dimensions, HdfBackingStorage storage) {
    throw new UnsupportedOperationException("written, never read");
  }
}
