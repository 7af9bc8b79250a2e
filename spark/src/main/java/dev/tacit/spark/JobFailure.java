package dev.tacit.spark;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Spark says of a job that it gave up, for people. */
final class JobFailure {
  private static final Pattern LAST_OF_SEVERAL =
      Pattern.compile(
          "failed (\\d+) times, most recent failure: Lost task .*? \\((\\S+) executor \\S+\\): (.*)");

  /** How a task ends whose classes an executor does not have. */
  private static final Pattern WITHOUT_CLASSES =
      Pattern.compile(
          "ClassNotFoundException: dev\\.tacit|cannot assign instance of \\S+SerializedLambda");

  /** What has nothing to do with the job: there is no application any more. */
  private static final Pattern OF_ALL =
      Pattern.compile(
          "SparkContext was shut down|stopped SparkContext|Master removed our application"
              + "|masters are unresponsive");

  /** What executors say that are of another release than the driver. */
  private static final Pattern OF_ANOTHER_SPARK =
      Pattern.compile("InvalidClassException: org\\.apache\\.spark\\S*; local class incompatible");

  private JobFailure() {}

  /** Whether the application is at its end, and not the job alone. */
  static boolean isOfAll(Exception failure) {
    return OF_ALL.matcher(String.valueOf(failure.getMessage())).find();
  }

  /** One line, without the stacks of other machines. */
  static String words(Exception failure) {
    String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    String line = message.lines().findFirst().orElse("").strip();
    Matcher matcher = LAST_OF_SEVERAL.matcher(line);
    return matcher.find()
        ? "given up after "
            + matcher.group(1)
            + " tries, the last on "
            + matcher.group(2)
            + ": "
            + matcher.group(3)
        : line;
  }

  /** Whether executors do not understand this process's Spark. */
  static boolean isOfAnotherSpark(Exception failure) {
    return OF_ANOTHER_SPARK.matcher(String.valueOf(failure.getMessage())).find();
  }

  /** Whether executors have none of Tacit's classes. */
  static boolean lacksTacit(Exception failure) {
    return WITHOUT_CLASSES.matcher(String.valueOf(failure.getMessage())).find();
  }
}
