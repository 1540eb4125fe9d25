package graft.device.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.DevicePointer;
import graft.random.Philox;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Bit for bit: nothing is rounded but one addition. */
class ChannelsKernelTest extends KernelProperties {
  /** Where a tensor's channels lie among the joined ones. */
  private record Place(int rows, int channels, int offset, int total) {
    static Place any(Philox random) {
      int channels = 1 + random.nextInt(40);
      int offset = random.nextInt(3) * random.nextInt(40);
      int behind = random.nextInt(3) * random.nextInt(40);
      return new Place(KernelRig.anySize(random), channels, offset, offset + channels + behind);
    }

    int elements() {
      return rows * channels;
    }

    int joined(int i) {
      return i / channels * total + offset + i % channels;
    }
  }

  @Property(tries = 100)
  void copiesChannelsToTheirPlaceAndLeavesTheOthers(@ForAll long seed) {
    Philox random = new Philox(seed, 0);
    Place place = Place.any(random);
    float[] x = KernelRig.anyFloats(place.elements(), 1, random);
    float[] y = KernelRig.anyFloats(place.rows() * place.total(), 1, random);
    DevicePointer joined = rig.upload(y);

    rig.launch(
        "copy_channels",
        KernelRig.anyShape(x.length, random),
        rig.upload(x),
        joined,
        place.rows(),
        place.channels(),
        place.offset(),
        place.total());

    for (int i = 0; i < x.length; i++) {
      y[place.joined(i)] = x[i];
    }
    assertThat(rig.floats(joined, y.length)).isEqualTo(y);
  }

  @Property(tries = 100)
  void takesTheGradientOfItsChannels(@ForAll long seed, @ForAll boolean accumulate) {
    Philox random = new Philox(seed, 0);
    Place place = Place.any(random);
    float[] dy = KernelRig.anyFloats(place.rows() * place.total(), 1, random);
    float[] dx = KernelRig.anyFloats(place.elements(), 1, random);
    DevicePointer gradient =
        accumulate ? rig.upload(dx) : rig.output(place.elements(), Float.BYTES);

    rig.launch(
        "take_channels",
        KernelRig.anyShape(dx.length, random),
        rig.upload(dy),
        gradient,
        accumulate ? 1 : 0,
        place.rows(),
        place.channels(),
        place.offset(),
        place.total());

    for (int i = 0; i < dx.length; i++) {
      dx[i] = dy[place.joined(i)] + (accumulate ? dx[i] : 0);
    }
    assertThat(rig.floats(gradient, dx.length)).isEqualTo(dx);
  }
}
