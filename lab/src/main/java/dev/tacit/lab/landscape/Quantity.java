package dev.tacit.lab.landscape;

/** What is measured at a point of the landscape. */
public enum Quantity {
  /** Mean loss on the training set as labelled. */
  TRAIN_LOSS("train/loss"),
  /** Mean loss on the test set. */
  TEST_LOSS("test/loss"),
  /** 0-1 error on the training set as labelled; NaN for a regression. */
  TRAIN_ERROR("train/error"),
  /** 0-1 error on the test set; NaN for a regression. */
  TEST_ERROR("test/error");

  private final String metric;

  Quantity(String metric) {
    this.metric = metric;
  }

  /** Its number at one point. */
  double of(Height height) {
    return switch (this) {
      case TRAIN_LOSS -> height.trainLoss();
      case TEST_LOSS -> height.testLoss();
      case TRAIN_ERROR -> height.trainError();
      case TEST_ERROR -> height.testError();
    };
  }

  /** Its name among the metrics, as in {@code train/loss}. */
  @Override
  public String toString() {
    return metric;
  }
}
