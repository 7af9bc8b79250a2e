package dev.tacit.data;

import dev.tacit.tensor.Shape;

/**
 * Inputs with what is to be learnt from them: class labels or target vectors, not both. Arrays are
 * not copied and not to be changed.
 *
 * @param inputs row-major, [n, features]
 * @param labels class numbers, [n]; null for regression
 * @param targets row-major, [n, outputs]; null for classification
 * @param shape of one input; its numbers lie in row-major order
 */
@SuppressWarnings("ArrayRecordComponent") // shared on purpose: as long as the data set
public record Examples(float[] inputs, int[] labels, float[] targets, Shape shape) {

  /** Checks that the lengths fit. */
  public Examples {
    int features = shape.size();
    if (!(features >= 1 && inputs.length >= features && inputs.length % features == 0)) {
      throw new IllegalArgumentException(
          inputs.length + " numbers are no examples of " + features + " features");
    }
    int n = inputs.length / features;
    if ((labels == null) == (targets == null)) {
      throw new IllegalArgumentException("examples have either labels or targets");
    }
    if (labels != null && labels.length != n) {
      throw new IllegalArgumentException(n + " inputs with " + labels.length + " labels");
    }
    if (targets != null && !(targets.length >= n && targets.length % n == 0)) {
      throw new IllegalArgumentException(n + " inputs with " + targets.length + " target numbers");
    }
  }

  /** Examples that are vectors. */
  public Examples(float[] inputs, int[] labels, float[] targets, int features) {
    this(inputs, labels, targets, Shape.of(features));
  }

  /** The length of one input. */
  public int features() {
    return shape.size();
  }

  /** n. */
  public int size() {
    return inputs.length / features();
  }

  /** The same labels or targets with other inputs, [n, features]. */
  public Examples withInputs(float[] other) {
    return new Examples(other, labels, targets, shape);
  }

  /** The same inputs with other labels, [n]. */
  public Examples withLabels(int[] other) {
    return new Examples(inputs, other, null, shape);
  }

  /** Some of these examples, in the order given. */
  public Examples chosen(int[] indices) {
    int outputs = targets == null ? 0 : targets.length / size();
    int d = features();
    float[] someInputs = new float[Math.multiplyExact(indices.length, d)];
    int[] someLabels = labels == null ? null : new int[indices.length];
    float[] someTargets = targets == null ? null : new float[indices.length * outputs];
    for (int i = 0; i < indices.length; i++) {
      System.arraycopy(inputs, indices[i] * d, someInputs, i * d, d);
      if (labels == null) {
        System.arraycopy(targets, indices[i] * outputs, someTargets, i * outputs, outputs);
      } else {
        someLabels[i] = labels[indices[i]];
      }
    }
    return new Examples(someInputs, someLabels, someTargets, shape);
  }

  /** (x - mean)/deviation in place of every input number x. */
  Examples standardised(double mean, double deviation) {
    float[] scaled = new float[inputs.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (float) ((inputs[i] - mean) / deviation);
    }
    return withInputs(scaled);
  }
}
