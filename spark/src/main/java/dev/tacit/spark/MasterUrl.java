package dev.tacit.spark;

import dev.tacit.lab.experiment.SettingsException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a cluster's master is.
 *
 * @param text as Spark reads it
 * @param masters of a standalone cluster: one, or several of which one leads; else none
 */
record MasterUrl(String text, List<InetSocketAddress> masters) {
  private static final String OPTION = "--master";
  private static final String STANDALONE = "spark://";
  private static final Pattern ADDRESS = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^\\s:/]+):(\\d+)");
  private static final Pattern HERE = Pattern.compile("local(\\[([1-9]\\d*|\\*)])?");
  private static final int MOST_PORT = 65535;
  private static final int PATIENCE = 5_000; // ms, for an answer to a connection

  /**
   * Reads one.
   *
   * @param submitted whether Spark's own launcher has read it, which knows more kinds of clusters
   * @throws SettingsException if it is none
   */
  static MasterUrl of(String text, boolean submitted) {
    if (HERE.matcher(text).matches()) {
      return new MasterUrl(text, List.of());
    }
    if (!text.startsWith(STANDALONE)) {
      if (submitted) {
        return new MasterUrl(text, List.of());
      }
      throw wrong(text);
    }
    List<InetSocketAddress> masters = new ArrayList<>();
    for (String address : text.substring(STANDALONE.length()).split(",", -1)) {
      Matcher matcher = ADDRESS.matcher(address);
      if (!matcher.matches() || matcher.group(2).length() > 5) {
        throw wrong(text);
      }
      int port = Integer.parseInt(matcher.group(2));
      if (!(port >= 1 && port <= MOST_PORT)) {
        throw wrong(text);
      }
      masters.add(InetSocketAddress.createUnresolved(matcher.group(1), port));
    }
    return new MasterUrl(text, List.copyOf(masters));
  }

  private static SettingsException wrong(String text) {
    return new SettingsException(
        OPTION,
        "the address of a standalone cluster's master is expected, as in spark://HOST:7077 (or"
            + " local[2], to try it with threads of this process; other clusters through"
            + " spark-submit), found '"
            + text
            + "'");
  }

  /** Whether executors are threads of this process. */
  boolean isHere() {
    return HERE.matcher(text).matches();
  }

  /**
   * Makes sure that somebody listens there.
   *
   * @throws IOException if nobody does at any of the addresses, saying why
   */
  void reach() throws IOException {
    List<String> why = new ArrayList<>();
    for (InetSocketAddress master : masters) {
      try (Socket socket = connect(master)) {
        return;
      } catch (IOException e) {
        why.add(
            (masters.size() == 1 ? "" : master + ": ")
                + (e.getMessage() == null ? e.toString() : e.getMessage()));
      }
    }
    if (!masters.isEmpty()) {
      throw new IOException(
          "no Spark master answers at "
              + text
              + " ("
              + String.join("; ", why)
              + "); is it running, and is this the address that its page shows?");
    }
  }

  /** A connection to a master; the caller closes it. */
  static Socket connect(InetSocketAddress master) throws IOException {
    InetSocketAddress resolved = new InetSocketAddress(master.getHostString(), master.getPort());
    if (resolved.isUnresolved()) {
      throw new IOException("the host " + master.getHostString() + " is not known");
    }
    Socket socket = new Socket();
    try {
      socket.connect(resolved, PATIENCE);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
