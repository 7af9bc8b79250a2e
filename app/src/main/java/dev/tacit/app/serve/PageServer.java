package dev.tacit.app.serve;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tacit.lab.page.FrontEnd;
import dev.tacit.lab.report.LivePage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Gives out the page of experiments while their runs train. It reads files and changes nothing.
 * Every request has a thread of its own, so that a reader who does not read holds up nobody else;
 * an answer that is not taken within a minute is broken off.
 */
public final class PageServer implements AutoCloseable {
  private static final int PORTS = 20; // that are tried, from the one asked for on
  private static final int MOST_THREADS = 1000;
  private static final int MOST_STREAMS = 500;
  private static final long PATIENCE = 60; // seconds for an answer to be taken
  private static final long HEARTBEAT = 10_000; // milliseconds; finds out who has left
  private static final String HTML = "text/html; charset=utf-8";
  private static final String JSON = "application/json; charset=utf-8";
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " img-src 'self' data: blob:; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  static {
    limit("sun.net.httpserver.maxReqTime", "20"); // seconds for a request to be said
  }

  private final HttpServer server;
  private final Shelf shelf;
  private final Guard guard;
  private final String token;
  private final Map<String, byte[]> files;
  private final AtomicInteger streams = new AtomicInteger();
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0, MOST_THREADS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), PageServer::daemon);
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(PageServer::daemon);

  private static void limit(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "tacit-serves");
    thread.setDaemon(true);
    return thread;
  }

  private PageServer(HttpServer server, Path directory, String token) throws IOException {
    this.server = server;
    this.token = token;
    shelf = new Shelf(directory);
    guard = new Guard(server.getAddress().getPort(), token);
    files = FrontEnd.files();
  }

  /**
   * Starts a server.
   *
   * @param directory of an experiment, or of several
   * @param bind the address that others reach this machine by, which makes a token necessary; null
   *     for this machine alone
   * @param port to be tried first; 0 for any that is free
   * @throws IOException when the address is not this machine's or no port is free
   */
  public static PageServer start(Path directory, String bind, int port) throws IOException {
    InetAddress address =
        bind == null ? InetAddress.getLoopbackAddress() : InetAddress.getByName(bind);
    String token = bind == null || address.isLoopbackAddress() ? null : Guard.newToken();
    PageServer page = new PageServer(bound(address, port), directory, token);
    page.server.setExecutor(page.threads);
    page.server.createContext("/", page::answer);
    page.server.start();
    page.threads.execute(page.shelf::read); // before somebody asks
    return page;
  }

  private static HttpServer bound(InetAddress address, int port) throws IOException {
    int last = port == 0 ? 0 : Math.min(65535, port + PORTS - 1);
    for (int next = port; ; next++) {
      try {
        return HttpServer.create(new InetSocketAddress(address, next), 512);
      } catch (BindException e) {
        if (next >= last) {
          throw new IOException(
              "cannot listen on "
                  + address.getHostAddress()
                  + ", port "
                  + port
                  + (last > port ? " to " + last : "")
                  + ": "
                  + e.getMessage(),
              e);
        }
      }
    }
  }

  /** The port that was free. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** The address for people, with the token if one is needed. */
  public String address() {
    InetAddress bound = server.getAddress().getAddress();
    String host = bound.isAnyLocalAddress() ? hostName() : bound.getHostAddress();
    return "http://"
        + (host.contains(":") ? "[" + host + "]" : host)
        + ":"
        + port()
        + "/"
        + (token == null ? "" : "?token=" + token);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private void answer(HttpExchange exchange) {
    try (exchange) {
      Optional<Guard.Refusal> refusal = guard.refusal(exchange);
      if (refusal.isPresent()) {
        send(exchange, refusal.get().status(), TEXT, bytes(refusal.get().words() + "\n"));
      } else if (guard.hasTokenInAddress(exchange)) {
        exchange.getResponseHeaders().set("Set-Cookie", guard.cookie());
        exchange.getResponseHeaders().set("Location", exchange.getRequestURI().getRawPath());
        send(exchange, 303, TEXT, bytes("the token is known now\n"));
      } else {
        route(exchange);
      }
    } catch (IllegalArgumentException e) {
      fail(exchange, 400, "the address is not encoded as it should be");
    } catch (IOException | UncheckedIOException e) {
      // the reader has left, or was too slow
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void fail(HttpExchange exchange, int status, String words) {
    try {
      send(exchange, status, TEXT, bytes(words + "\n"));
    } catch (IOException e) {
      // the reader has left
    }
  }

  private void route(HttpExchange exchange) throws IOException, InterruptedException {
    String path = exchange.getRequestURI().getRawPath();
    String[] parts = path.substring(1).split("/", -1);
    if (path.equals("/")) {
      first(exchange);
    } else if (parts.length == 2 && parts[0].equals("files")) {
      file(exchange, parts[1]);
    } else if (parts.length == 4 && parts[0].equals("x") && parts[2].matches("[1-9]\\d{0,5}")) {
      Shelf.Place place = new Shelf.Place(Query.decoded(parts[1]), Integer.parseInt(parts[2]));
      Optional<Watched> page = page(exchange, place);
      if (page.isPresent()) {
        part(exchange, place, page.get(), parts[3]);
      }
    } else {
      send(exchange, 404, TEXT, bytes("there is no such page\n"));
    }
  }

  private Optional<Watched> page(HttpExchange exchange, Shelf.Place place) throws IOException {
    Optional<Watched> page;
    try {
      page = shelf.page(place);
    } catch (IOException e) {
      send(exchange, 404, TEXT, bytes(e.getMessage() + "\n"));
      return Optional.empty();
    }
    if (page.isEmpty()) {
      send(exchange, 404, TEXT, bytes("there is no such experiment\n"));
    }
    return page;
  }

  private void part(HttpExchange exchange, Shelf.Place place, Watched watched, String part)
      throws IOException, InterruptedException {
    LivePage page = watched.page();
    Query query = Query.of(exchange.getRequestURI());
    byte[] body;
    String type = JSON;
    try {
      switch (part) {
        case "" -> {
          type = HTML;
          body = bytes(shell(place, page));
        }
        case "data" -> body = page.data(since(query));
        case "main" -> {
          type = HTML;
          body = page.main();
        }
        case "curves" -> {
          type = "application/octet-stream";
          body = page.curves(query.all("metric"), query.all("run"));
        }
        case "run" -> {
          String run = query.first("run");
          body = page.run(run == null ? "" : run).orElse(null);
        }
        case "events" -> {
          page.look();
          events(exchange, watched);
          return;
        }
        default -> body = null;
      }
    } catch (IOException e) {
      send(exchange, 404, TEXT, bytes(e.getMessage() + "\n"));
      return;
    }
    if (body == null) {
      send(exchange, 404, TEXT, bytes("there is no such page or run\n"));
    } else {
      send(exchange, 200, type, body);
    }
  }

  private static long since(Query query) {
    String since = query.first("since");
    return since != null && since.matches("\\d{1,18}") ? Long.parseLong(since) : 0;
  }

  private void first(HttpExchange exchange) throws IOException, InterruptedException {
    SortedMap<String, SortedMap<Integer, Path>> experiments;
    try {
      experiments = shelf.experiments();
    } catch (IOException e) {
      send(exchange, 404, TEXT, bytes(e.getMessage() + "\n"));
      return;
    }
    if (experiments.size() == 1 && experiments.get(experiments.firstKey()).size() == 1) {
      Shelf.Place place =
          new Shelf.Place(
              experiments.firstKey(), experiments.get(experiments.firstKey()).firstKey());
      exchange.getResponseHeaders().set("Location", Shell.address(place));
      send(exchange, 303, TEXT, bytes("the page is at " + Shell.address(place) + "\n"));
      return;
    }
    send(exchange, 200, HTML, bytes(Shell.index(experiments)));
  }

  private String shell(Shelf.Place place, LivePage page) throws IOException {
    List<Integer> numbers = List.copyOf(shelf.experiments().get(place.experiment()).keySet());
    return Shell.page(
        place, numbers, page.title(), new String(page.main(), StandardCharsets.UTF_8));
  }

  private void file(HttpExchange exchange, String name) throws IOException {
    byte[] body = files.get(name);
    if (body == null) {
      send(exchange, 404, TEXT, bytes("there is no such file\n"));
    } else {
      send(exchange, 200, FrontEnd.type(name).orElse(TEXT), body);
    }
  }

  /** Tells of new versions until the reader leaves. */
  private void events(HttpExchange exchange, Watched watched)
      throws IOException, InterruptedException {
    if (streams.incrementAndGet() > MOST_STREAMS) {
      streams.decrementAndGet();
      send(exchange, 503, TEXT, bytes("too many pages are open\n"));
      return;
    }
    try {
      head(exchange, "text/event-stream; charset=utf-8");
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      say(exchange, out, "retry: 1000\n\n");
      long known = 0;
      while (true) {
        long version = watched.next(known, HEARTBEAT);
        if (version < 0) {
          return;
        }
        say(
            exchange,
            out,
            version == known ? ":\n\n" : "event: version\ndata: " + version + "\n\n");
        known = version;
      }
    } finally {
      streams.decrementAndGet();
    }
  }

  private void say(HttpExchange exchange, OutputStream out, String words) throws IOException {
    ScheduledFuture<?> end = clock.schedule(exchange::close, PATIENCE, TimeUnit.SECONDS);
    try {
      out.write(bytes(words));
      out.flush();
    } finally {
      end.cancel(false);
    }
  }

  private void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    head(exchange, type);
    boolean bare = exchange.getRequestMethod().equals("HEAD");
    if (status == 405) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
    }
    ScheduledFuture<?> end = clock.schedule(exchange::close, PATIENCE, TimeUnit.SECONDS);
    try {
      exchange.sendResponseHeaders(status, bare ? -1 : body.length == 0 ? -1 : body.length);
      if (!bare) {
        exchange.getResponseBody().write(body);
      }
    } finally {
      end.cancel(false);
    }
  }

  private static void head(HttpExchange exchange, String type) {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type);
    headers.set("Content-Security-Policy", POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cache-Control", "no-store");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Ends all answers. */
  @Override
  public void close() {
    shelf.close();
    server.stop(0);
    threads.shutdownNow();
    clock.shutdownNow();
  }
}
