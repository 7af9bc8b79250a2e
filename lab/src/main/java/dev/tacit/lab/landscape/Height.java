package dev.tacit.lab.landscape;

/**
 * The landscape at one w; see {@link Quantity}.
 *
 * @param trainLoss mean loss on the training set as labelled
 * @param trainError 0-1 error there, NaN for a regression
 * @param testLoss mean loss on the test set
 * @param testError 0-1 error there, NaN for a regression
 */
public record Height(double trainLoss, double trainError, double testLoss, double testError) {}
