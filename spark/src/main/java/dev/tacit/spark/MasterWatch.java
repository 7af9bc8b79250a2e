package dev.tacit.spark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;

/**
 * Whether a standalone cluster's master has gone away, be it that another one is at its place
 * since: it knows nothing of this application then. A connection that stands tells when the
 * master's process ends; that none can be made any more tells of a machine that says nothing at
 * all.
 *
 * <p>Spark itself waits for a master's return for as long as it takes.
 */
final class MasterWatch implements AutoCloseable {
  private static final int LOOK_MILLIS = 2_000;
  private static final int MOST_FAILURES = 3; // in a row

  private final List<InetSocketAddress> masters;
  private final boolean standing;
  private final Thread thread = new Thread(this::watch, "tacit-master-watch");
  private volatile boolean lost;
  private volatile boolean closed;

  /**
   * Watches.
   *
   * @param masters one, or several of which any may lead; none are never lost
   * @param standing whether a single master keeps a connection on which nothing is said
   */
  MasterWatch(List<InetSocketAddress> masters, boolean standing) {
    this.masters = masters;
    this.standing = standing && masters.size() == 1;
    thread.setDaemon(true);
    if (!masters.isEmpty()) {
      thread.start();
    }
  }

  /** Whether it went away at any time. */
  boolean isLost() {
    return lost;
  }

  private void watch() {
    int failures = 0;
    try (Socket connection = standing ? MasterUrl.connect(masters.get(0)) : new Socket()) {
      while (!closed && failures < MOST_FAILURES) {
        if (standing) {
          listen(connection);
        } else {
          Thread.sleep(LOOK_MILLIS);
        }
        failures = answers() ? 0 : failures + 1;
      }
    } catch (IOException e) {
      failures = MOST_FAILURES; // the connection that stood
    } catch (InterruptedException e) {
      return;
    }
    lost = !closed && failures >= MOST_FAILURES;
  }

  /** Returns after a while in which nothing was said. */
  private static void listen(Socket connection) throws IOException {
    connection.setSoTimeout(LOOK_MILLIS);
    try {
      if (connection.getInputStream().read() < 0) {
        throw new IOException("closed");
      }
    } catch (SocketTimeoutException e) {
      return;
    }
  }

  private boolean answers() {
    return masters.stream().anyMatch(MasterWatch::answers);
  }

  private static boolean answers(InetSocketAddress master) {
    try (Socket socket = MasterUrl.connect(master)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
