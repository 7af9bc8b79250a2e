package dev.tacit.theory.check;

/**
 * One line of the table: a number that was claimed and what was measured.
 *
 * @param subject what was tested, as in {@code modified-gd, global}
 * @param claim the number claimed, as in {@code order 2}
 * @param accepted which measured values count as the claim, as in {@code 1.95 to 2.05}
 * @param measured what came out, with its uncertainty where it has one
 * @param verdict what follows
 */
public record Finding(
    String subject, String claim, String accepted, String measured, Verdict verdict) {

  /** A claim that {@code held} or not. */
  public static Finding of(
      String subject, String claim, String accepted, String measured, boolean held) {
    return new Finding(
        subject, claim, accepted, measured, held ? Verdict.HOLDS : Verdict.DOES_NOT_HOLD);
  }

  /** A wrong formula that should be {@code caught}. */
  public static Finding control(
      String subject, String claim, String accepted, String measured, boolean caught) {
    return new Finding(
        subject, claim, accepted, measured, caught ? Verdict.CONTROL_FAILS : Verdict.DOES_NOT_HOLD);
  }
}
