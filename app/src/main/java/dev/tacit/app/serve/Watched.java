package dev.tacit.app.serve;

import dev.tacit.lab.report.LivePage;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A page with those who wait for it to change; files are looked at only while somebody does. */
final class Watched {
  private static final long BETWEEN_LOOKS = 200; // milliseconds; the page itself may take longer

  private final LivePage page;
  private int waiting;
  private long version;
  private boolean closed;
  private boolean looking;

  Watched(LivePage page) {
    this.page = page;
  }

  LivePage page() {
    return page;
  }

  /**
   * Waits for another version.
   *
   * @param known the version that is no news
   * @param millis to wait at most
   * @return the version; the known one if nothing changed; -1 when there is nothing to wait for
   */
  synchronized long next(long known, long millis) throws InterruptedException {
    waiting++;
    try {
      if (!looking) {
        looking = true;
        Thread looker = new Thread(this::look, "tacit-looks");
        looker.setDaemon(true);
        looker.start();
      }
      long end = System.nanoTime() + millis * 1_000_000;
      while (!closed && version <= known) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return known;
        }
        wait(left);
      }
      return closed ? -1 : version;
    } finally {
      waiting--;
    }
  }

  private void look() {
    while (true) {
      long now;
      try {
        now = page.look();
      } catch (IOException | UncheckedIOException e) {
        now = 0; // gone for now; those who ask for it are told
      }
      synchronized (this) {
        if (now > version) {
          version = now;
          notifyAll();
        }
        if (closed || waiting == 0) {
          looking = false;
          return;
        }
        try {
          // Woken for nothing but the time.
          long end = System.nanoTime() + BETWEEN_LOOKS * 1_000_000;
          for (long left = BETWEEN_LOOKS; left > 0 && !closed; ) {
            wait(left);
            left = (end - System.nanoTime()) / 1_000_000;
          }
        } catch (InterruptedException e) {
          looking = false;
          return;
        }
      }
    }
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
