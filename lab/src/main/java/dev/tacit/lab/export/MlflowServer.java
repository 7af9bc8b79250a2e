package dev.tacit.lab.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tacit.lab.store.JsonFiles;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A server's MLflow REST API 2.0. What may pass by itself is tried again with waits that double: a
 * connection that is refused or breaks off, too many requests (429), and the server's own failures
 * (5xx). Any other refusal is the caller's, with the server's words.
 */
final class MlflowServer {
  /** Tries of one request; with half a second before the second, 31.5 seconds of waiting in all. */
  static final int TRIES = 7;

  static final Duration FIRST_WAIT = Duration.ofMillis(500);

  private static final Duration LONGEST_ASKED = Duration.ofMinutes(1); // by Retry-After
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofMinutes(1);
  private static final int TOO_MANY = 429;
  private static final int LONGEST_SHOWN = 300;

  private final String base;
  private final Duration firstWait;
  private final Consumer<String> notes;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /** A refusal with the server's words. */
  static final class Refusal extends IOException {
    private static final long serialVersionUID = 1L;

    private final String code;

    Refusal(String message, String code) {
      super(message);
      this.code = code;
    }

    /** As MLflow names it, as in {@code RESOURCE_DOES_NOT_EXIST}; empty if it did not. */
    String code() {
      return code;
    }
  }

  /**
   * @param uri as in {@code http://127.0.0.1:5000}
   * @param firstWait before the second try
   * @param notes are told of failures that are tried again
   */
  MlflowServer(URI uri, Duration firstWait, Consumer<String> notes) {
    this.base = uri.toString().replaceAll("/+$", "");
    this.firstWait = firstWait;
    this.notes = notes;
  }

  /** Asks with one parameter. */
  JsonNode get(String what, String key, String value) throws IOException, InterruptedException {
    String query = key + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    return answer(request(what + "?" + query).GET().build(), TRIES);
  }

  /** Sends; the same body twice must do no more than once. */
  JsonNode post(String what, JsonNode body) throws IOException, InterruptedException {
    return post(what, body, TRIES);
  }

  /**
   * Sends once, for what must not be done twice.
   *
   * @throws IOException also where it may have been done
   */
  JsonNode postOnce(String what, JsonNode body) throws IOException, InterruptedException {
    return post(what, body, 1);
  }

  private JsonNode post(String what, JsonNode body, int tries)
      throws IOException, InterruptedException {
    byte[] bytes = JsonFiles.JSON.writeValueAsBytes(body);
    return answer(
        request(what)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(bytes))
            .build(),
        tries);
  }

  private HttpRequest.Builder request(String what) {
    return HttpRequest.newBuilder(URI.create(base + "/api/2.0/mlflow/" + what)).timeout(ANSWER);
  }

  private JsonNode answer(HttpRequest request, int tries) throws IOException, InterruptedException {
    Duration wait = firstWait;
    for (int t = 1; ; t++) {
      String failure;
      IOException cause = null;
      Duration asked = Duration.ZERO;
      try {
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() != TOO_MANY && response.statusCode() < 500) {
          return content(request, response);
        }
        failure = words(response);
        asked = asked(response);
      } catch (Refusal e) {
        throw e;
      } catch (IOException e) {
        cause = e;
        failure = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      }
      if (t >= tries) {
        throw new IOException(
            base
                + " did not take "
                + request.uri().getPath()
                + (tries == 1 ? "" : " in " + tries + " tries")
                + ": "
                + failure
                + "; the same command goes on where it stopped",
            cause);
      }
      wait = pause(wait, asked, failure);
    }
  }

  /** Waits before another try; returns how long to wait before the one after it. */
  Duration pause(Duration wait, Duration asked, String failure) throws InterruptedException {
    Duration pause = asked.compareTo(wait) > 0 ? asked : wait;
    notes.accept(
        String.format(
            Locale.ROOT, "%s: %s; trying again in %.1f s", base, failure, pause.toMillis() * 1e-3));
    Thread.sleep(pause.toMillis());
    return wait.multipliedBy(2);
  }

  Duration firstWait() {
    return firstWait;
  }

  private static Duration asked(HttpResponse<String> response) {
    String seconds = response.headers().firstValue("Retry-After").orElse("");
    return seconds.matches("[0-9]{1,2}")
        ? Duration.ofSeconds(Math.min(Long.parseLong(seconds), LONGEST_ASKED.toSeconds()))
        : Duration.ZERO;
  }

  private JsonNode content(HttpRequest request, HttpResponse<String> response) throws Refusal {
    JsonNode body = json(response);
    boolean done = response.statusCode() == 200;
    if (done && body.isObject()) {
      return body;
    }
    String what = request.uri().getPath();
    throw done
        ? new Refusal(base + " is no MLflow server: " + what + " answers " + shown(response), "")
        : new Refusal(
            base + " refuses " + what + ": " + words(response), body.path("error_code").asText());
  }

  private static JsonNode json(HttpResponse<String> response) {
    try {
      return JsonFiles.JSON.readTree(response.body());
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  private static String words(HttpResponse<String> response) {
    JsonNode body = json(response);
    String status = "HTTP " + response.statusCode();
    if (body.hasNonNull("error_code")) {
      return status + ", " + body.get("error_code").asText() + ": " + body.path("message").asText();
    }
    return response
        .headers()
        .firstValue("Location")
        .map(location -> status + ", it is at " + location)
        .orElseGet(() -> status + (response.body().isBlank() ? "" : ", " + shown(response)));
  }

  private static String shown(HttpResponse<String> response) {
    String text = response.body().strip().replaceAll("\\s+", " ");
    return "'"
        + (text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text)
        + "'";
  }
}
