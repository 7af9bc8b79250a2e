package dev.tacit.theory.check;

/** What came of one claim. */
public enum Verdict {
  /** The claim holds within its acceptance. */
  HOLDS("holds", true),
  /** A wrong formula, put to the test as a control, was found wrong. */
  CONTROL_FAILS("fails, as it must", true),
  /** The theory says nothing here; the number is shown for what it is. */
  NOT_VALID("not valid", true),
  /** The claim is not met, or a wrong formula passed. */
  DOES_NOT_HOLD("DOES NOT HOLD", false);

  private final String words;
  private final boolean asExpected;

  Verdict(String words, boolean asExpected) {
    this.words = words;
    this.asExpected = asExpected;
  }

  /** Whether theory and measurement agree. */
  public boolean asExpected() {
    return asExpected;
  }

  /** As written in tables. */
  @Override
  public String toString() {
    return words;
  }
}
