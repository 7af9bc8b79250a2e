package dev.tacit.lab.experiment;

/** A request that cannot be carried out as written; the message says where, what and the bound. */
public final class SettingsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String where;
  private final String what;

  /**
   * Says what is wrong.
   *
   * @param where as in {@code paper.yaml:7}
   * @param what the value and what would be allowed
   */
  public SettingsException(String where, String what) {
    super(where + ": " + what);
    this.where = where;
    this.what = what;
  }

  /** The place: a file's line, a key such as {@code train.batch}, an option. */
  public String where() {
    return where;
  }

  /** What is wrong there. */
  public String what() {
    return what;
  }
}
