package dev.tacit.app.cli;

import dev.tacit.lab.fetch.FetchListener;
import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;

/** Tells a person how a download goes: a bar on a terminal, about ten lines a file elsewhere. */
final class FetchProgress implements FetchListener {
  private static final int LINES = 10;
  private static final double MEGABYTE = 1e6;

  private final PrintStream out;
  private final boolean terminal = "1".equals(System.getenv("TACIT_TERMINAL")); // launcher's word
  private ProgressBar bar;
  private String file = "";
  private long lastTenth;

  FetchProgress(PrintStream out) {
    this.out = out;
  }

  @Override
  public void onNote(String sentence) {
    end();
    out.println(sentence);
  }

  @Override
  public void onProgress(String name, long done, long bytes) {
    if (terminal) {
      if (bar == null) {
        bar = Progress.bar(name, " MB", 1_000_000, bytes, done);
      }
      bar.stepTo(done);
      return;
    }
    long tenth = done * LINES / bytes;
    if (!name.equals(file) || tenth < lastTenth) {
      file = name;
      lastTenth = tenth;
      out.printf(Locale.ROOT, "%s: %.1f MB%n", name, bytes / MEGABYTE);
    } else if (tenth > lastTenth && bytes > MEGABYTE) {
      lastTenth = tenth;
      out.printf(Locale.ROOT, "%s: %.1f of %.1f MB%n", name, done / MEGABYTE, bytes / MEGABYTE);
    }
  }

  @Override
  public void onFetched(String name) {
    onNote(name + ": SHA-256 as published");
  }

  /** Leaves the bar as it is. */
  void end() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
