package dev.tacit.lab.fetch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A host on this machine that behaves as each test tells it. */
final class LyingHost implements AutoCloseable {
  /** What one request gets. */
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, List<Answer>> answers = new ConcurrentHashMap<>();
  final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  LyingHost() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  /** The answers to the first, second and further requests of a path; the last one stays. */
  LyingHost gives(String path, Answer... inOrder) {
    answers.put(path, new ArrayList<>(Arrays.asList(inOrder)));
    return this;
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String range = exchange.getRequestHeaders().getFirst("Range");
    asked.add(path + (range == null ? "" : " " + range));
    List<Answer> due = answers.getOrDefault(path, List.of(status(404)));
    Answer answer;
    synchronized (due) {
      answer = due.size() > 1 ? due.remove(0) : due.get(0);
    }
    try (exchange) {
      answer.to(exchange);
    }
  }

  /** An honest host, which goes on in the middle if asked to. */
  static Answer file(byte[] bytes) {
    return exchange -> {
      int from = from(exchange);
      if (from > 0) {
        exchange
            .getResponseHeaders()
            .set("Content-Range", "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
      }
      send(exchange, from > 0 ? 206 : 200, Arrays.copyOfRange(bytes, from, bytes.length));
    };
  }

  /** Promises all and breaks off after some more bytes. */
  static Answer brokenOff(byte[] bytes, int after) {
    return exchange -> {
      int from = from(exchange);
      if (from > 0) {
        exchange
            .getResponseHeaders()
            .set("Content-Range", "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
      }
      exchange.sendResponseHeaders(from > 0 ? 206 : 200, bytes.length - from);
      exchange.getResponseBody().write(bytes, from, after);
      exchange.getResponseBody().flush();
    };
  }

  /** Whole whatever was asked. */
  static Answer wholeOnly(byte[] bytes) {
    return exchange -> send(exchange, 200, bytes);
  }

  /** Without a length, in chunks. */
  static Answer chunks(byte[] bytes) {
    return exchange -> {
      exchange.sendResponseHeaders(200, 0);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(bytes);
      }
    };
  }

  static Answer status(int status) {
    return exchange -> exchange.sendResponseHeaders(status, -1);
  }

  static Answer redirect(String to) {
    return exchange -> {
      exchange.getResponseHeaders().set("Location", to);
      exchange.sendResponseHeaders(302, -1);
    };
  }

  static Answer html(int length) {
    return exchange -> {
      exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
      send(exchange, 200, new byte[length]);
    };
  }

  static void send(HttpExchange exchange, int status, byte[] bytes) throws IOException {
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static int from(HttpExchange exchange) {
    String range = exchange.getRequestHeaders().getFirst("Range");
    return range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
