package dev.tacit.lab.study;

import dev.tacit.lab.statistics.Claim;

/**
 * A claim at one point of the grid, with what the runs say.
 *
 * @param claim as the file has it
 * @param point what of the grid its two sides vary along
 * @param sides the two optimizers, in words
 * @param evidence at the stage that the claim names
 * @param beside the same numbers at another stage, not tested: at an equal training loss, or at the
 *     end where the claim itself is about an equal loss
 * @param conditions under which the runs were made, as in "batches of 64, SGD at lr 0.001"
 */
public record Judged(
    Claim claim,
    Variant point,
    Sides sides,
    Evidence evidence,
    Comparison beside,
    String conditions) {

  /**
   * Names of two optimizers for people.
   *
   * @param first that the claim names
   * @param second that it names
   */
  public record Sides(String first, String second) {}
}
