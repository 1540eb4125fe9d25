/**
 * Which device this machine has, and its libraries, before the first CUDA call. A JVM can load the
 * libraries of one device only, so the decision is made from files and by a child process.
 *
 * <p>Begin with {@link graft.platform.Libraries#load}: {@link graft.platform.DeviceSelection}
 * decides, from {@code GpuEvidence} and what {@code GpuSearch} finds: cards ({@code DriverProbe}),
 * {@link graft.platform.NvidiaLibraries}, and whether both compute ({@link
 * graft.platform.GpuTrial}). {@code RememberedProbe} asks such things in children ({@code
 * ProbeProcess}) and keeps what went well ({@code VerdictCache}). Then the {@link
 * graft.platform.CudaStack} that suits or the {@code SoftwareLibraries} are loaded, and JCuda's
 * natives after them, for a later stack than theirs as copies that {@code Retarget} makes. {@link
 * graft.platform.Bundled} brings the build's native files on disk, {@link
 * graft.platform.KernelImage} and {@code NvrtcCompiler} our kernels for a GPU, {@link
 * graft.platform.MachineInfo} tells a user what is missing, and {@link
 * graft.platform.LibraryInstaller} brings it: the {@link graft.platform.LibrarySet} that {@link
 * graft.platform.LibraryChoice} finds for the machine.
 *
 * <p>Depends on {@link graft.fetch} alone, for the cache's folder, downloads, checksums and files
 * replaced as a whole. {@code jcuda} is used for the probe, for NVRTC and for what a driver says of
 * a device without a context.
 */
package graft.platform;
