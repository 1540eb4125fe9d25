package graft.device.software;

import static graft.device.software.CheckCase.sound;
import static graft.device.software.CheckWork.adds;
import static graft.device.software.CheckWork.copied;
import static graft.device.software.CheckWork.launches;
import static graft.device.software.CheckWork.number;
import static graft.device.software.CheckWork.undefined;
import static graft.device.software.CheckWork.written;
import static graft.device.software.DriverCalls.upload;

import java.util.List;

/** Work in which checking mode must find nothing. */
final class SoundWork {
  private static final List<CheckCase> ALL =
      List.of(
          sound("copies", launches("copies", 1, 4, () -> List.of(written(4), undefined(4)))),
          sound(
              "copies vectors",
              launches(
                  "copies_vectors",
                  1,
                  1,
                  () -> List.of(written(8), undefined(8), number(4), number(4)))),
          sound(
              "stays in shared",
              launches("index_past_shared", 1, 64, () -> List.of(undefined(64), number(0)))),
          sound("writes bytes", launches("writes_bytes", 1, 8, () -> List.of(undefined(2)))),
          sound(
              "reverses",
              launches("reverse_blocks", 4, 96, () -> List.of(written(4 * 96), undefined(4 * 96)))),
          sound(
              "tree",
              launches(
                  "tree_without_warp_barriers",
                  1,
                  32,
                  () -> List.of(written(32), undefined(1), number(1)))),
          sound(
              "sums", launches("block_sum", 5, 256, () -> List.of(written(5 * 256), undefined(5)))),
          sound(
              "waits for its half",
              launches(
                  "waits_for_half", 1, 32, () -> List.of(written(32), undefined(16), number(0)))),
          sound(
              "counts",
              launches(
                  "histogram",
                  3,
                  64,
                  () -> List.of(written(192), written(192), written(1), number(192)))),
          sound(
              "copies a copy",
              launches("copies", 1, 4, () -> List.of(copied(upload(1, 2, 3, 4), 4), undefined(4)))),
          sound("adds", module -> adds(upload(1, 2, 3, 4), upload(1, 2, 3, 4))));

  private SoundWork() {}

  static List<CheckCase> all() {
    return ALL;
  }
}
