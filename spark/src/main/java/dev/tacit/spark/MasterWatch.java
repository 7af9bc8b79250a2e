package dev.tacit.spark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.List;
import java.util.Map;
import jdk.net.ExtendedSocketOptions;

/**
 * Whether a standalone cluster's master has gone away, be it that another one is at its place
 * since: that one knows nothing of this application. A connection on which nothing is said stands
 * until the master's process ends, or its machine no longer answers.
 *
 * <p>Spark itself waits for a master's return for as long as it takes.
 */
final class MasterWatch implements AutoCloseable {
  private static final long PAUSE_MILLIS = 15_000; // between two looks at several masters

  /** Seconds of silence after which the system asks whether the other side is there, how often. */
  private static final Map<SocketOption<Integer>, Integer> ASKING =
      Map.of(
          ExtendedSocketOptions.TCP_KEEPIDLE, 20,
          ExtendedSocketOptions.TCP_KEEPINTERVAL, 5,
          ExtendedSocketOptions.TCP_KEEPCOUNT, 4);

  private final List<InetSocketAddress> masters;
  private final Socket standing; // null where each look makes connections of its own
  private volatile boolean lost;
  private volatile boolean closed;

  private MasterWatch(List<InetSocketAddress> masters, Socket standing) {
    this.masters = masters;
    this.standing = standing;
  }

  /**
   * Watches.
   *
   * @param masters one, or several of which any may lead; none are never lost
   * @param plain whether a master lets a connection be on which nothing is said
   * @throws IOException if a single one does not answer
   */
  static MasterWatch of(List<InetSocketAddress> masters, boolean plain) throws IOException {
    boolean stands = plain && masters.size() == 1;
    MasterWatch watch = new MasterWatch(masters, stands ? standing(masters.get(0)) : null);
    if (!masters.isEmpty()) {
      Thread thread = new Thread(stands ? watch::listen : watch::look, "tacit-master-watch");
      thread.setDaemon(true);
      thread.start();
    }
    return watch;
  }

  private static Socket standing(InetSocketAddress master) throws IOException {
    Socket socket = MasterUrl.connect(master);
    socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    for (Map.Entry<SocketOption<Integer>, Integer> asking : ASKING.entrySet()) {
      if (socket.supportedOptions().contains(asking.getKey())) {
        socket.setOption(asking.getKey(), asking.getValue());
      }
    }
    return socket;
  }

  /** Whether it went away at any time. */
  boolean isLost() {
    return lost;
  }

  private void listen() {
    boolean there;
    do {
      try {
        there = standing.getInputStream().read() >= 0;
      } catch (IOException e) {
        there = false;
      }
    } while (there);
    lost = !closed;
  }

  private void look() {
    int failures = 0;
    while (!closed && failures < 2) {
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
      failures = masters.stream().anyMatch(MasterWatch::answers) ? 0 : failures + 1;
    }
    lost = !closed;
  }

  private static boolean answers(InetSocketAddress master) {
    try (Socket socket = MasterUrl.connect(master)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    if (standing != null) {
      standing.close();
    }
  }
}
