package graft.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Headers put together byte by byte, as ITU-T T.81, Exif 2.3 and ISO/IEC 15948 describe them. */
class ImageHeaderTest {
  private static final Path FILE = Path.of("photo.jpg");
  private static final int SOF0 = 0xC0;
  private static final int ORIENTATION = 0x0112;
  private static final int MAKE = 0x010F;

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** A frame header of 8 bits, 3 rows, 5 columns and three channels. */
  private static byte[] frame(int marker) {
    return bytes(0xFF, marker, 0, 17, 8, 0, 3, 0, 5, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  private static ImageHeader jpeg(byte[]... segments) throws DataException {
    return ImageHeader.of(FILE, join(bytes(0xFF, 0xD8), join(segments)));
  }

  private static byte[] segment(int marker, byte[] content) {
    int length = content.length + 2;
    return join(bytes(0xFF, marker, length >> 8, length), content);
  }

  /**
   * The first directory of an Exif block, with as many entries as it says.
   *
   * @param tags each a tag and its value; there may be more of them than are counted
   */
  private static byte[] exif(ByteOrder order, int count, int[]... tags) {
    ByteBuffer tiff = ByteBuffer.allocate(10 + 12 * tags.length).order(order);
    tiff.put((byte) (order == ByteOrder.LITTLE_ENDIAN ? 'I' : 'M')).put(tiff.get(0));
    tiff.putShort((short) 42).putInt(8).putShort((short) count);
    for (int[] tag : tags) {
      tiff.putShort((short) tag[0]).putShort((short) 3).putInt(1);
      tiff.putShort((short) tag[1]).putShort((short) 0);
    }
    return segment(0xE1, join("Exif\0\0".getBytes(StandardCharsets.US_ASCII), tiff.array()));
  }

  @Test
  void aKindIsToldByAsFewBytesAsItHas() {
    assertThat(ImageHeader.isImage(bytes(0xFF, 0xD8, 0xFF))).isTrue();
    assertThat(ImageHeader.isImage(bytes(0xFF, 0xD8))).isFalse();
    assertThat(ImageHeader.isImage(bytes(0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'))).isTrue();
    assertThat(ImageHeader.isImage(bytes(0x89, 'P', 'N', 'G', '\r', '\n', 0x1A))).isFalse();
  }

  @Test
  void everyKindOfFrameHasTheSizeInOnePlace() throws DataException {
    for (int marker = SOF0; marker <= 0xCF; marker++) {
      if (marker != 0xC4 && marker != 0xC8 && marker != 0xCC) { // DHT, JPG, DAC
        assertThat(jpeg(frame(marker)).size()).as("marker %x", marker).isEqualTo("3x5");
      }
    }
    assertThat(jpeg(segment(0xC4, bytes(8, 0, 9, 0, 9, 3)), frame(SOF0)).size()).isEqualTo("3x5");
  }

  @Test
  void fillingBytesAndEmptySegmentsArePassedOver() throws DataException {
    byte[] filled = join(bytes(0xFF, 0xFF), frame(SOF0));
    assertThat(jpeg(segment(0xFE, bytes()), filled))
        .isEqualTo(new ImageHeader("jpeg", 3, 5, false, false));
  }

  @Test
  void whatIsNoSegmentIsRefused() {
    for (byte[] bad :
        new byte[][] {bytes(0xFF, 0xFE, 0, 1, 0, 0), bytes(0x12, 0xFE, 0, 2, 0xFF, 0xC0)}) {
      assertThatThrownBy(() -> jpeg(bad, frame(SOF0)))
          .isInstanceOf(DataException.class)
          .hasMessage("photo.jpg: found a JPEG image without a frame; expected a sound one");
    }
    assertThatThrownBy(() -> jpeg(segment(0xFE, bytes(1, 2, 3))))
        .hasMessage("photo.jpg: found an image that ends too early; expected a whole one");
  }

  @Test
  void theOrientationIsFoundAmongOtherTagsInBothByteOrders() throws DataException {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      int[] other = {MAKE, 6};
      int[] turned = {ORIENTATION, 6};
      assertThat(jpeg(exif(order, 2, other, turned), frame(SOF0)).rotated()).isTrue();
      assertThat(jpeg(exif(order, 1, new int[] {ORIENTATION, 1}), frame(SOF0)).rotated()).isFalse();
      assertThat(jpeg(exif(order, 2, other, other), frame(SOF0)).rotated()).isFalse();
      assertThat(jpeg(exif(order, 1, other, turned), frame(SOF0)).rotated())
          .as("behind the last entry")
          .isFalse();
      assertThat(jpeg(exif(order, 9, other), frame(SOF0)).rotated()).as("cut off").isFalse();
    }
  }

  @Test
  void otherBlocksUnderTheMarkerOfExifAskForNothing() throws DataException {
    byte[] xmp = "http://ns.adobe.com/xap/1.0/\0".getBytes(StandardCharsets.US_ASCII);
    assertThat(jpeg(segment(0xE1, xmp), frame(SOF0)).rotated()).isFalse();
    assertThat(jpeg(segment(0xE1, bytes('E', 'x')), frame(SOF0)).rotated()).isFalse();
  }

  @Test
  void anImageHasAPixel() {
    byte[] flat = frame(SOF0);
    flat[6] = 0;
    assertThatThrownBy(() -> jpeg(flat))
        .hasMessage("photo.jpg: found an image of 0x5; expected a pixel or more");
  }
}
