package dev.tacit.theory.exact;

import dev.tacit.theory.check.Check;

/** Name, claim and length of a check; what is left is to run it. */
abstract class ExactCheck implements Check {
  private final String name;
  private final String claim;
  private final boolean quick;

  ExactCheck(String name, String claim, boolean quick) {
    this.name = name;
    this.claim = claim;
    this.quick = quick;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String group() {
    return name.substring(0, name.indexOf('/'));
  }

  @Override
  public final String claim() {
    return claim;
  }

  @Override
  public final boolean quick() {
    return quick;
  }
}
