/**
 * Keras' files: whole models of Keras 2 (HDF5, {@code .h5}) and Keras 3 ({@code .keras}), and
 * weights alone. What is known of the formats is from Keras' public source: {@code
 * saving/saving_lib.py}, {@code legacy/saving/legacy_h5_format.py} and the layers' {@code
 * get_config}.
 */
package graft.exchange.keras;
