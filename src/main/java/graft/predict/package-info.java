/**
 * What is done with a trained model: its predictions for images, how well it does in detail, and a
 * summary of what it is. Values here have a form for people (text) and one for programs (JSON).
 *
 * <p>Begin with {@link graft.predict.Predictor}; files of images become its input by {@link
 * graft.data.ImageFitting}.
 */
package graft.predict;
