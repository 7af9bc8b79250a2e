package dev.tacit.app;

/** Runs programs one after the other, each introduced by its name. */
public final class GuidePrograms {
  static final String MARK = "#### ";

  private GuidePrograms() {}

  /** Runs the classes that are named. */
  public static void main(String[] programs) throws ReflectiveOperationException {
    for (String program : programs) {
      System.out.println(MARK + program);
      Class.forName(program).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    }
  }
}
