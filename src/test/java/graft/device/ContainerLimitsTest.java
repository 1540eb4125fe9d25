package graft.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a container leaves to the software device, on made-up machines. */
@SoftwareOnly("a GPU's memory is no container's")
class ContainerLimitsTest {
  private static final long GIBI = 1L << 30;

  @TempDir private Path root;

  @BeforeEach
  void library() {
    assertThat(SharedDevice.get().isSoftware()).isTrue(); // loads it
  }

  private void file(String path, String content) throws IOException {
    Path file = root.resolve(path.substring(1));
    Files.createDirectories(file.getParent());
    Files.writeString(file, content + "\n");
  }

  private long[] limits() {
    return SoftwareDevice.containerLimits(root.toString());
  }

  private void version2(String path) throws IOException {
    file("/proc/self/cgroup", "0::" + path);
    file(
        "/proc/self/mountinfo",
        "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
            + "30 22 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate");
  }

  @Test
  void aMachineWithoutGroupsHasNoLimits() {
    assertThat(limits()).containsExactly(0, 0);
  }

  @Test
  void theLeastOfAGroupAndThoseAroundItCounts() throws IOException {
    version2("/user.slice/job.scope");
    String groups = "/sys/fs/cgroup/user.slice";
    file(groups + "/memory.max", String.valueOf(GIBI));
    file(groups + "/job.scope/memory.max", "max");
    file(groups + "/cpu.max", "max 100000");
    file(groups + "/job.scope/cpu.max", "150000 100000");
    assertThat(limits()).containsExactly(2, GIBI);
    file("/sys/fs/cgroup/memory.max", String.valueOf(GIBI / 2));
    file(groups + "/cpu.max", "50000 100000");
    assertThat(limits()).containsExactly(1, GIBI / 2);
  }

  @Test
  void aContainerSeesItselfAtTheRoot() throws IOException {
    version2("/");
    file("/sys/fs/cgroup/memory.max", "943718400");
    file("/sys/fs/cgroup/cpu.max", "max 100000");
    assertThat(limits()).containsExactly(0, 943718400);
  }

  /** Docker shows the container's part of each hierarchy, and the whole path in it. */
  @Test
  void version1IsRead() throws IOException {
    file("/proc/self/cgroup", "5:memory:/docker/abc\n4:cpu,cpuacct:/docker/abc\n1:name=systemd:/x");
    file(
        "/proc/self/mountinfo",
        "40 30 0:30 /docker/abc /sys/fs/cgroup/memory ro,nosuid - cgroup cgroup rw,memory\n"
            + "41 30 0:31 /docker/abc /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup"
            + " rw,cpu,cpuacct");
    file("/sys/fs/cgroup/memory/memory.limit_in_bytes", String.valueOf(3 * GIBI));
    file("/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "200000");
    file("/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000");
    assertThat(limits()).containsExactly(2, 3 * GIBI);
  }

  @Test
  void version1CallsNoLimitByNumbers() throws IOException {
    file("/proc/self/cgroup", "5:memory:/\n4:cpu:/");
    file(
        "/proc/self/mountinfo",
        "40 30 0:30 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
            + "41 30 0:31 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu");
    file("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712");
    file("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1");
    file("/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000");
    assertThat(limits()).containsExactly(0, 0);
  }

  @Test
  void whatIsNoNumberIsNoLimit() throws IOException {
    version2("/");
    file("/sys/fs/cgroup/memory.max", "lots");
    file("/sys/fs/cgroup/cpu.max", "");
    assertThat(limits()).containsExactly(0, 0);
  }
}
