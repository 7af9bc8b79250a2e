/** Runs on the executors of an Apache Spark cluster. */
package dev.tacit.spark;
