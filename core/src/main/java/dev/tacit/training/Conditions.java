package dev.tacit.training;

import dev.tacit.network.Network;
import dev.tacit.optimizer.UpdateRule;

/**
 * How a training goes, as far as it decides whether a penalty fits and what it costs; known before
 * the first step.
 *
 * @param rule the optimizer
 * @param network what is trained
 * @param classifies whether there are classes to be right or wrong about
 * @param classNumbers whether the loss takes their numbers rather than vectors
 * @param examples N
 * @param batch B, at most N
 * @param shuffled whether every epoch holds every example once, in batches whose order is drawn
 *     afresh or does not matter
 */
public record Conditions(
    UpdateRule rule,
    Network network,
    boolean classifies,
    boolean classNumbers,
    int examples,
    int batch,
    boolean shuffled) {

  /** Whether every batch is the whole training set. */
  public boolean full() {
    return shuffled && batch >= examples;
  }
}
