package dev.tacit.theory.check;

import java.util.List;

/**
 * One statement of the theory that can be put to the test by computing. A check is deterministic,
 * runs on the calling thread alone, and keeps nothing open.
 */
public interface Check {

  /** Its unique name, {@code group/what}, as in {@code adam/full-batch}. */
  String name();

  /** The name under which it is asked for together with its kin, as in {@code adam}. */
  String group();

  /** A short label under which it may also be asked for, as in {@code A13}; may be empty. */
  default String reference() {
    return "";
  }

  /** What is claimed, in one line, for the list of checks. */
  String claim();

  /** Whether it belongs to the quick selection, which takes seconds. */
  boolean quick();

  /**
   * Decides the claim.
   *
   * @param output takes the tables and figures behind the verdict
   * @return one finding for every number that was claimed, never empty
   */
  List<Finding> run(Output output);
}
