package dev.tacit.app.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageServerTest {
  @TempDir Path folder;
  private Path directory;
  private PageServer server;

  @BeforeEach
  void begin() throws IOException {
    directory = Files.createDirectory(folder.resolve("study"));
    experiment(directory, "A study");
    server = PageServer.start(directory, null, 0);
  }

  @AfterEach
  void end() {
    server.close();
  }

  /** An experiment with one run that is on its way. */
  private static void experiment(Path where, String title) throws IOException {
    Files.createDirectories(where.resolve("run"));
    Files.writeString(
        where.resolve("experiment.json"),
        "{\"format\": 2, \"name\": \"study\", \"title\": \""
            + title
            + "\", \"epochs\": 9,"
            + " \"optimizers\": [\"sgd\"], \"seeds\": [0], \"runs\": [\"run\"]}");
    Files.writeString(
        where.resolve("run").resolve("manifest.json"),
        "{\"format\": 2, \"optimizer\": \"sgd\", \"rule\": \"sgd\", \"stepsPerEpoch\": 4}");
    Files.writeString(
        where.resolve("run").resolve("metrics.csv"),
        """
        step,epoch,metric,value,error
        4,1,train/loss,0.5,
        8,2,train/loss,1e-300,
        12,3,train/loss,NaN,
        16,4,train/loss,Infinity,
        """);
  }

  /** What came back. */
  private record Answer(int status, String head, String body) {
    String header(String name) {
      return head.lines()
          .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElse(null);
    }
  }

  private Answer get(String path, String... headers) throws IOException {
    return ask("GET", path, "127.0.0.1:" + server.port(), headers);
  }

  /** Over a plain socket: an HTTP client would not send what is tried here. */
  private Answer ask(String method, String path, String host, String... headers)
      throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(10_000);
      StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
      if (host != null) {
        request.append("Host: ").append(host).append("\r\n");
      }
      for (String header : headers) {
        request.append(header).append("\r\n");
      }
      request.append("Connection: close\r\n\r\n");
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int end = all.indexOf("\r\n\r\n");
      assertTrue(end > 0, "an answer to " + path + ": " + all);
      return new Answer(
          Integer.parseInt(all.substring(9, 12)), all.substring(0, end), all.substring(end + 4));
    }
  }

  @Test
  void thePageIsThereWithAStrictPolicy() throws IOException {
    Answer first = get("/");
    assertEquals(303, first.status());
    assertEquals("/x/study/1/", first.header("Location"));
    Answer page = get("/x/study/1/");
    assertEquals(200, page.status());
    assertTrue(page.body().contains("A study"));
    String policy = page.header("Content-Security-Policy");
    assertTrue(policy.contains("default-src 'none'") && !policy.contains("unsafe"), policy);
    assertEquals("nosniff", page.header("X-Content-Type-Options"));
    assertNull(page.header("Access-Control-Allow-Origin"));
    assertFalse(page.body().contains(" style="), "the policy forbids styles in markup");
    for (String module : List.of("page.js", "chart.js", "uplot.js", "page.css")) {
      assertEquals(200, get("/files/" + module).status(), module);
    }
    Answer data = get("/x/study/1/data");
    assertTrue(data.body().contains("1.0E-300"), data.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../../etc/passwd",
        "/files/../page.js",
        "/files/..%2f..%2fpom.xml",
        "/files/%2e%2e/secret",
        "/x/..%2fother/1/",
        "/x/../1/",
        "/x/%2e%2e/1/data",
        "/x/study/2/",
        "/x/study/0/",
        "/x/study/99999999999/",
        "/x/study/1/manifest.json",
        "/x/study%00/1/",
        "/x/study/1/run?run=..%2f..%2fetc%2fpasswd",
        "/x/study/1/run",
        "/experiment.json",
        "/run/metrics.csv",
        "//x/study/1/",
      })
  void nothingElseIsGivenOut(String path) throws IOException {
    Answer answer = get(path);
    assertTrue(answer.status() == 404 || answer.status() == 400, path + ": " + answer.status());
  }

  @Test
  void anAddressThatIsWrongIsABadRequest() throws IOException {
    assertEquals(400, get("/x/%zz/1/").status());
    assertEquals(400, get("/x/study/1/data?since=%zz").status());
    assertEquals(200, get("/x/study/1/data?since=-1&&=&since").status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "evil.example:80", "127.0.0.1.evil.example", "[::1"})
  void aHostThatIsNotThisMachineIsRefused(String host) throws IOException {
    for (String said : new String[] {host, host + ":" + server.port()}) {
      assertNotEquals(200, ask("GET", "/x/study/1/data", said).status(), said);
    }
    assertEquals(200, ask("GET", "/x/study/1/data", "localhost:" + server.port()).status());
  }

  @Test
  void withoutAHostNothingIsAnswered() throws IOException {
    assertTrue(ask("GET", "/x/study/1/data", null).status() >= 400);
  }

  @Test
  void pagesOfOtherSitesAreRefused() throws IOException {
    String path = "/x/study/1/data";
    assertEquals(403, get(path, "Origin: http://evil.example").status());
    assertEquals(403, get(path, "Origin: null").status());
    assertEquals(403, get(path, "Origin: http://127.0.0.1:1").status());
    assertEquals(200, get(path, "Origin: http://127.0.0.1:" + server.port()).status());
    assertEquals(403, get(path, "Sec-Fetch-Site: cross-site").status());
    assertEquals(403, get(path, "Sec-Fetch-Site: same-site").status());
    assertEquals(200, get(path, "Sec-Fetch-Site: same-origin").status());
    assertEquals(303, get("/", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate").status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
  void nothingIsChanged(String method) throws IOException {
    Answer answer = ask(method, "/x/study/1/data", "127.0.0.1:" + server.port());
    assertEquals(405, answer.status());
    assertEquals("GET, HEAD", answer.header("Allow"));
  }

  @Test
  void namesAreText() throws IOException {
    String hostile = "<script>alert(1)</script>\\\"'\u202e" + "x".repeat(200);
    experiment(directory, hostile);
    server.close();
    server = PageServer.start(directory, null, 0);
    Answer page = get("/x/study/1/");
    assertFalse(page.body().contains("<script>alert"), page.body());
    assertTrue(page.body().contains("&lt;script&gt;alert(1)"));
  }

  @Test
  void severalExperimentsHaveAListAndLinksOutAreNotOnIt() throws IOException {
    Path several = Files.createDirectory(folder.resolve("several"));
    String odd = "b <i>'\" & ü";
    experiment(several.resolve("a"), "First");
    experiment(several.resolve(odd), "Second");
    Files.createSymbolicLink(several.resolve("out"), directory);
    server.close();
    server = PageServer.start(several, null, 0);
    Answer list = get("/");
    assertEquals(200, list.status());
    assertTrue(list.body().contains("href=\"/x/a/1/\""), list.body());
    assertFalse(list.body().contains("<i>"));
    assertFalse(list.body().contains(">out<"));
    assertEquals(200, get("/x/b%20%3Ci%3E%27%22%20%26%20%C3%BC/1/").status());
    assertEquals(404, get("/x/out/1/").status());
  }

  @Test
  void anEmptyDirectorySaysThatThereIsNothingYet() throws IOException {
    server.close();
    Path empty = Files.createDirectory(folder.resolve("empty"));
    server = PageServer.start(empty, null, 0);
    assertTrue(get("/").body().contains("none yet"));
    experiment(empty.resolve("new"), "New");
    assertEquals(303, get("/").status());
  }

  @Test
  void anExperimentWithoutRunsHasAPage() throws IOException {
    Path none = Files.createDirectory(folder.resolve("none"));
    Files.writeString(
        none.resolve("experiment.json"), "{\"format\": 2, \"name\": \"n\", \"runs\": []}");
    server.close();
    server = PageServer.start(none, null, 0);
    assertEquals(200, get("/x/none/1/").status());
    assertEquals(200, get("/x/none/1/data").status());
  }

  @Test
  void anExperimentOfAnotherVersionSaysSo() throws IOException {
    server.close();
    Files.writeString(directory.resolve("experiment.json"), "{\"format\": 99, \"runs\": []}");
    server = PageServer.start(directory, null, 0);
    Answer answer = get("/x/study/1/");
    assertEquals(404, answer.status());
    assertTrue(answer.body().contains("format"), answer.body());
  }

  @Test
  void aPortInUseMeansTheNextOne() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      try (PageServer other = PageServer.start(directory, null, port)) {
        assertTrue(other.port() > port && other.port() < port + 20, "port " + other.port());
      }
    }
    assertThrows(IOException.class, () -> PageServer.start(directory, "203.0.113.1", 0));
  }

  /** A reader of a stream of events. */
  private Socket watch(String path) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket
        .getOutputStream()
        .write(
            ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String nextVersion(BufferedReader reader) throws IOException {
    String line = reader.readLine();
    while (line != null && !line.startsWith("data:")) {
      line = reader.readLine();
    }
    return line;
  }

  private void append(int epoch) throws IOException {
    Files.writeString(
        directory.resolve("run").resolve("metrics.csv"),
        4 * epoch + "," + epoch + ",train/loss,0.25,\n",
        StandardOpenOption.APPEND);
  }

  @Test
  void readersWhoDoNotReadAndThoseWhoLeaveChangeNothingForOthers() throws Exception {
    List<Socket> others = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      others.add(watch(i % 2 == 0 ? "/x/study/1/events" : "/x/study/1/curves?metric=train%2Floss"));
    }
    for (int i = 0; i < 50; i++) {
      try (Socket leaves = watch("/x/study/1/events")) {
        leaves.setSoLinger(true, 0); // in the middle
      }
    }
    try (Socket reads = watch("/x/study/1/events")) {
      reads.setSoTimeout(10_000);
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(reads.getInputStream(), StandardCharsets.UTF_8));
      nextVersion(reader);
      long slowest = 0;
      for (int epoch = 5; epoch < 10; epoch++) {
        long begun = System.nanoTime();
        append(epoch);
        assertTrue(nextVersion(reader).startsWith("data:"));
        slowest = Math.max(slowest, System.nanoTime() - begun);
        assertEquals(200, get("/x/study/1/data").status());
      }
      assertTrue(slowest < 1_000_000_000, "told after " + Duration.ofNanos(slowest));
    } finally {
      for (Socket other : others) {
        other.close();
      }
    }
  }

  @Test
  void otherMachinesNeedTheToken() throws IOException {
    InetAddress own = reachable();
    assumeTrue(own != null, "this machine has no address but its loopback");
    server.close();
    server = PageServer.start(directory, own.getHostAddress(), 0);
    String address = server.address();
    String token = address.substring(address.indexOf("token=") + 6);
    assertTrue(token.length() >= 40, address);
    String host = own.getHostAddress() + ":" + server.port();
    assertEquals(401, ask(own, "/x/study/1/data", host).status());
    assertEquals(401, ask(own, "/x/study/1/data?token=" + token.substring(1), host).status());
    Answer known = ask(own, "/?token=" + token, host);
    assertEquals(303, known.status());
    assertEquals("/", known.header("Location"), "the token does not stay in the address");
    String cookie = known.header("Set-Cookie");
    assertTrue(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), cookie);
    String sent = "Cookie: a=b; " + cookie.substring(0, cookie.indexOf(';'));
    assertEquals(200, ask(own, "/x/study/1/data", host, sent).status());
    assertEquals(401, ask(own, "/x/study/1/data", host, sent + "0").status());
    assertEquals(200, ask(own, "/x/study/1/data", host, "Authorization: Bearer " + token).status());
    assertEquals(421, ask(own, "/x/study/1/data", "evil.example:" + server.port(), sent).status());
  }

  private static InetAddress reachable() throws IOException {
    for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (InetAddress address : Collections.list(each.getInetAddresses())) {
        if (each.isUp() && !address.isLoopbackAddress() && address.getAddress().length == 4) {
          return address;
        }
      }
    }
    return null;
  }

  private Answer ask(InetAddress where, String path, String host, String... headers)
      throws IOException {
    try (Socket socket = new Socket(where, server.port())) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      String request =
          "GET "
              + path
              + " HTTP/1.1\r\nHost: "
              + host
              + "\r\n"
              + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n")
              + "Connection: close\r\n\r\n";
      out.write(request.getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      int end = all.indexOf("\r\n\r\n");
      return new Answer(
          Integer.parseInt(all.substring(9, 12)), all.substring(0, end), all.substring(end + 4));
    }
  }
}
