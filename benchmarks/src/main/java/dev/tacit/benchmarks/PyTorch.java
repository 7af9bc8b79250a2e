package dev.tacit.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A Python with torch that answers lines. */
final class PyTorch implements AutoCloseable {
  private final Process process;
  private final Writer questions;
  private final BufferedReader answers;
  private final Path complaints;
  private final String version;

  /**
   * Starts a script that prints PyTorch's version, and lines up to an empty one for each it reads.
   */
  PyTorch(String python, Path script, Path folder) throws IOException {
    complaints = folder.resolve("complaints.txt");
    process = start(complaints, python, script.toString(), folder.toString());
    questions = process.outputWriter();
    answers = process.inputReader();
    version = line();
  }

  String version() {
    return version;
  }

  /** The lines that answer one. */
  List<String> ask(String question) throws IOException {
    questions.write(question + "\n");
    questions.flush();
    List<String> lines = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      lines.add(line);
    }
    return lines;
  }

  private String line() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("Python ended: " + Files.readString(complaints).strip());
    }
    return line;
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    questions.close();
    answers.close();
  }

  private static Process start(Path complaints, String... words) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(words).redirectError(complaints.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("OPENBLAS_NUM_THREADS", "1");
    environment.put("OMP_NUM_THREADS", "1");
    environment.put("PYTHONIOENCODING", "utf-8");
    environment.remove("OPENBLAS_CORETYPE"); // it may know no such kernel
    return builder.start();
  }

  static Set<String> candidates() {
    Set<String> candidates = new LinkedHashSet<>();
    candidates.add(System.getenv().getOrDefault("TACIT_PYTHON", "python3"));
    candidates.add("/usr/bin/python3"); // a distribution's, behind another one
    return candidates;
  }

  /** The first Python that has torch. */
  static Optional<String> python() throws IOException, InterruptedException {
    for (String candidate : candidates()) {
      if (hasTorch(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private static boolean hasTorch(String python) throws IOException, InterruptedException {
    Path complaints = Files.createTempFile("tacit-python", ".txt");
    try {
      Process process = start(complaints, python, "-c", "import torch, numpy");
      boolean ended = process.waitFor(2, TimeUnit.MINUTES);
      process.destroyForcibly();
      return ended && process.exitValue() == 0;
    } catch (IOException e) {
      return false; // there is no such program
    } finally {
      Files.delete(complaints);
    }
  }
}
