package dev.tacit.data;

/** Mean 0 and standard deviation 1 for the training inputs; the test inputs go along. */
final class Standardisation {
  private Standardisation() {}

  /** One mean and one standard deviation over all numbers of the training inputs. */
  static Dataset whole(Dataset set) {
    double[] moments = moments(set.train().inputs(), 0, 1);
    return set.with(
        set.train().standardised(moments[0], moments[1]),
        set.test().standardised(moments[0], moments[1]));
  }

  /** A mean and a standard deviation for each number of an input; one that never varies is 0. */
  static Dataset columns(Dataset set) {
    int d = set.train().features();
    float[] train = set.train().inputs().clone();
    float[] test = set.test().inputs().clone();
    for (int j = 0; j < d; j++) {
      double[] moments = moments(train, j, d);
      double deviation = moments[1] == 0 ? 1 : moments[1];
      for (float[] part : new float[][] {train, test}) {
        for (int i = j; i < part.length; i += d) {
          part[i] = (float) ((part[i] - moments[0]) / deviation);
        }
      }
    }
    return set.with(set.train().withInputs(train), set.test().withInputs(test));
  }

  /** Mean and standard deviation (by n) of every step-th number. */
  private static double[] moments(float[] numbers, int from, int step) {
    double mean = 0;
    int n = 0;
    for (int i = from; i < numbers.length; i += step) {
      mean += numbers[i];
      n++;
    }
    mean /= n;
    double variance = 0;
    for (int i = from; i < numbers.length; i += step) {
      variance += (numbers[i] - mean) * (numbers[i] - mean);
    }
    return new double[] {mean, Math.sqrt(variance / n)};
  }
}
