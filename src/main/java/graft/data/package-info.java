/**
 * Data sets of labelled images: where they are found, how their files are checked and read, and
 * what they are called afterwards. All of it is on the host; bytes stay bytes.
 *
 * <p>It depends on {@code fetch}, {@code tensor} and {@code random}, and knows no device.
 *
 * <p>Begin with {@link graft.data.DataLocator#load}: it looks in folders, the cache, Debian
 * packages and mirrors, and gives {@link graft.data.DataSplits}. {@link graft.data.DataFolder}
 * reads a folder: IDX files, CIFAR's binary files, or images in one folder a class. Images that a
 * trained model is asked about are read, and made to fit, by {@link graft.data.ImageFitting}.
 */
package graft.data;
