package dev.tacit.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;

/** What Spark 4.2.0 was heard to say. */
class JobFailureTest {
  private static final String ABORTED =
      "Job aborted due to stage failure: Task 0 in stage 3.0 failed 8 times, most recent failure: "
          + "Lost task 0.7 in stage 3.0 (TID 44) (10.1.2.3 executor 1): ";

  private static SparkException said(String message) {
    return new SparkException(message);
  }

  @Test
  void oneLineWithTheMachineAndTheLastReason() {
    assertEquals(
        "given up after 8 tries, the last on 10.1.2.3: ExecutorLostFailure (executor 1 exited"
            + " caused by one of the running tasks) Reason: Command exited with code 137",
        JobFailure.words(
            said(
                ABORTED
                    + "ExecutorLostFailure (executor 1 exited caused by one of the running tasks)"
                    + " Reason: Command exited with code 137\nDriver stacktrace:")));
    assertEquals(
        "Job 3 cancelled because SparkContext was shut down",
        JobFailure.words(said("Job 3 cancelled because SparkContext was shut down")));
  }

  @Test
  void executorsWithoutTacitAreKnownByTwoSymptoms() {
    assertTrue(
        JobFailure.lacksTacit(
            said(ABORTED + "java.lang.ClassNotFoundException: dev.tacit.spark.Errand\n\tat x")));
    assertTrue(
        JobFailure.lacksTacit(
            said(
                ABORTED
                    + "java.lang.ClassCastException: cannot assign instance of"
                    + " java.lang.invoke.SerializedLambda to field"
                    + " org.apache.spark.rdd.MapPartitionsRDD.f of type scala.Function3 in instance"
                    + " of org.apache.spark.rdd.MapPartitionsRDD")));
    assertFalse(JobFailure.lacksTacit(said(ABORTED + "java.lang.OutOfMemoryError: x")));
  }

  @Test
  void theEndOfAnApplicationIsNoFaultOfItsJobs() {
    for (String words :
        new String[] {
          "Job 3 cancelled because SparkContext was shut down",
          "Job aborted due to stage failure: Master removed our application: FAILED",
          "Cannot call methods on a stopped SparkContext."
        }) {
      assertTrue(JobFailure.isOfAll(said(words)), words);
    }
    assertFalse(JobFailure.isOfAll(said(ABORTED + "java.lang.OutOfMemoryError: x")));
  }

  @Test
  void executorsOfAnotherReleaseAreKnown() {
    assertTrue(
        JobFailure.isOfAnotherSpark(
            said(
                ABORTED
                    + "java.io.InvalidClassException: org.apache.spark.rdd.RDD; local class"
                    + " incompatible: stream classdesc serialVersionUID = 2156047220611086279,"
                    + " local class serialVersionUID = -2646589594477856326\n\tat x")));
    assertFalse(
        JobFailure.isOfAnotherSpark(said(ABORTED + "java.io.InvalidClassException: dev.tacit.X")));
  }
}
