package graft.exchange.keras;

import io.jhdf.Superblock;
import io.jhdf.WritableGroupImpl;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.WritableGroup;
import io.jhdf.exceptions.HdfWritingException;
import io.jhdf.storage.HdfFileChannel;
import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * Writes HDF5 files of groups, attributes and datasets that jhdf lays out. Its own {@code
 * HdfFile.write} puts its name behind the last dataset at the end, over what groups stand there
 * (0.13.0).
 */
final class Hdf5Output {
  private Hdf5Output() {}

  /** The root of a file that is to be. */
  static WritableGroup root() {
    return new WritableGroupImpl(null, "/");
  }

  /**
   * Writes a file. Long texts lie behind all else, and the root, which says where, is written again
   * when that is known.
   *
   * @param channel empty, and at its beginning
   * @throws IOException if that fails
   */
  static void write(WritableGroup root, FileChannel channel) throws IOException {
    try {
      lay(root, channel);
    } catch (HdfWritingException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private static void lay(WritableGroup root, FileChannel channel) throws IOException {
    Superblock.SuperblockV2V3 superblock = new Superblock.SuperblockV2V3();
    // Closing it closes the channel, which is its owner's.
    @SuppressWarnings("resource")
    HdfFileChannel file = new HdfFileChannel(channel, superblock);
    root.write(file, WritableHdfFile.ROOT_GROUP_ADDRESS);
    boolean again = false;
    for (Attribute attribute : root.getAttributes().values()) {
      if (attribute.getDataType() instanceof LongText text) {
        long address = LongText.aligned(channel.size());
        text.setAddress(address);
        file.write(text.heap(), address);
        again = true;
      }
    }
    if (again) {
      root.write(file, WritableHdfFile.ROOT_GROUP_ADDRESS);
    }
    file.write(superblock.toBuffer(channel.size()), 0);
  }
}
