package dev.tacit.app.serve;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Decides whether a request may be answered. A page of another site cannot have one sent in a
 * reader's name: the host that a browser asked for must be an address or this machine's name, which
 * no name server of somebody else's can be made to stand for, and an origin, where one is said,
 * must be the server's own. Where others than this machine can reach the server, a token is asked
 * for.
 */
final class Guard {
  private static final Pattern ADDRESS =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-fA-F:.]+(%[^\\]]*)?\\]");
  private static final int TOKEN_BYTES = 24;

  private final int port;
  private final String token; // null where none is asked for
  private final String ownName;

  /**
   * @param token that requests must bring; null for none
   */
  Guard(int port, String token) {
    this.port = port;
    this.token = token;
    ownName = ownName();
  }

  private static String ownName() {
    try {
      return InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /** A token that nobody can guess. */
  static String newToken() {
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * Why a request is not answered.
   *
   * @param status of the answer
   * @param words for people
   */
  record Refusal(int status, String words) {}

  /** Looks at a request; empty if it may be answered. */
  Optional<Refusal> refusal(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return refuse(405, "only GET and HEAD are answered: nothing is changed here");
    }
    if (headers.getOrDefault("Host", List.of()).size() != 1 || !isOwn(headers.getFirst("Host"))) {
      return refuse(421, "this server does not go by the name that was asked for");
    }
    String origin = headers.getFirst("Origin");
    if (origin != null && !isOwnOrigin(origin)) {
      return refuse(403, "pages of other sites are not answered");
    }
    String site = headers.getFirst("Sec-Fetch-Site");
    String mode = headers.getFirst("Sec-Fetch-Mode");
    boolean follows = "navigate".equals(mode) && exchange.getRequestURI().getPath().equals("/");
    if (site != null
        && !site.equals("same-origin")
        && !site.equals("none")
        && !follows) { // a link to the first page may stand anywhere
      return refuse(403, "pages of other sites are not answered");
    }
    return token == null || knows(exchange)
        ? Optional.empty()
        : refuse(401, "the token is missing or wrong; tacit serve printed an address with it");
  }

  private static Optional<Refusal> refuse(int status, String words) {
    return Optional.of(new Refusal(status, words));
  }

  /** Whether a request brought the token in its address, which a cookie then replaces. */
  boolean hasTokenInAddress(HttpExchange exchange) {
    return token != null && matches(Query.of(exchange.getRequestURI()).first("token"));
  }

  /** The cookie that stands for the token. */
  String cookie() {
    return cookieName() + "=" + token + "; HttpOnly; SameSite=Strict; Path=/";
  }

  private String cookieName() {
    return "tacit-" + port;
  }

  private boolean knows(HttpExchange exchange) {
    if (hasTokenInAddress(exchange)) {
      return true;
    }
    String bearer = exchange.getRequestHeaders().getFirst("Authorization");
    if (bearer != null && bearer.startsWith("Bearer ") && matches(bearer.substring(7))) {
      return true;
    }
    for (String header : exchange.getRequestHeaders().getOrDefault("Cookie", List.of())) {
      for (String cookie : header.split(";", -1)) {
        String[] pair = cookie.strip().split("=", 2);
        if (pair.length == 2 && pair[0].equals(cookieName()) && matches(pair[1])) {
          return true;
        }
      }
    }
    return false;
  }

  /** Takes as long whatever is wrong with it. */
  private boolean matches(String given) {
    return given != null
        && MessageDigest.isEqual(
            token.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }

  private boolean isOwn(String host) {
    int colon = host.lastIndexOf(':');
    boolean withPort = colon > host.lastIndexOf(']');
    String name = (withPort ? host.substring(0, colon) : host).toLowerCase(Locale.ROOT);
    String said = withPort ? host.substring(colon + 1) : "80";
    return said.equals(Integer.toString(port))
        && (name.equals("localhost") || name.equals(ownName) || ADDRESS.matcher(name).matches());
  }

  private boolean isOwnOrigin(String origin) {
    try {
      URI uri = URI.create(origin);
      String authority = uri.getAuthority();
      return "http".equals(uri.getScheme())
          && authority != null
          && isOwn(uri.getPort() < 0 ? authority + ":80" : authority);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
