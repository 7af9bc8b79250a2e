package dev.tacit.lab.experiment;

/** A request that cannot be carried out as written; the message says where, what and the bound. */
public final class SettingsException extends IllegalArgumentException {

  /**
   * Says what is wrong.
   *
   * @param where as in {@code paper.yaml:7}
   * @param what the value and what would be allowed
   */
  public SettingsException(String where, String what) {
    super(where + ": " + what);
  }
}
