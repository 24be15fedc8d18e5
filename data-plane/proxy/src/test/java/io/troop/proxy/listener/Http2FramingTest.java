package io.troop.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.troop.proxy.http.HeadLimits;
import io.troop.proxy.live.FixedConfig;
import io.troop.proxy.pipeline.PipelineSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Requests over HTTP/2 that would be another one, or several, over HTTP/1.1, and peers that let a
/// stream stand still. Frame by frame, over a plain socket.
@Timeout(120)
final class Http2FramingTest {
  private static final int REQUEST = Frames.END_HEADERS | Frames.END_STREAM;
  private static RawUpstream upstream;
  private static Gateway gateway;

  @BeforeAll
  static void open() {
    upstream = new RawUpstream(RawUpstream.ECHO);
    ConnectionRules rules =
        new ConnectionRules(
            HeadLimits.DEFAULT,
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(60),
            1000);
    gateway =
        new Gateway(
            new FixedConfig().route("/", upstream.port()).live(),
            PipelineSettings.DEFAULT,
            rules,
            "http2");
  }

  @AfterAll
  static void close() throws IOException {
    gateway.close();
    upstream.close();
  }

  private static Socket connect(Frames frames) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
    socket.setSoTimeout(30_000);
    socket.getOutputStream().write(frames.bytes());
    return socket;
  }

  /// What the gateway says to stream 1: a status, `reset CODE`, or `GOAWAY CODE` to all.
  private static String answer(Socket socket) throws Exception {
    var decoder = new DefaultHttp2HeadersDecoder(false);
    while (true) {
      Frames.Frame frame = Frames.Frame.read(socket.getInputStream());
      if (frame.type() == Frames.RST_STREAM) {
        return "reset " + frame.code();
      } else if (frame.type() == Frames.GOAWAY) {
        return "goaway " + frame.code();
      } else if (frame.type() == Frames.HEADERS) {
        return decoder.decodeHeaders(1, Unpooled.wrappedBuffer(frame.payload())).status() + "";
      }
    }
  }

  private static String text(String escaped) {
    return escaped.replace("~", "\r\n").replace("\\n", "\n").replace("\\0", "\0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "reset 1|transfer-encoding|chunked",
        "reset 1|transfer-encoding|identity",
        "reset 1|connection|close",
        "reset 1|connection|content-length",
        "reset 1|keep-alive|5",
        "reset 1|upgrade|h2c",
        "reset 1|proxy-connection|close",
        "reset 1|te|gzip",
        "400|host|other",
        "reset 1|Host|a",
        "reset 1|X-Upper|1",
        "reset 1|x|a~y: b",
        "reset 1|x|a\\ny: b",
        "reset 1|x|a\\0",
        "reset 1|x: y~z|1",
        "reset 1|x y|1",
        "reset 1|x:|1",
        "reset 1|content-length|5",
        "reset 1|content-length|+0",
        "reset 1|:path|/smuggled",
        "reset 1|:authority|b",
        "reset 1|:unknown|1",
        "reset 1|:status|200",
      })
  void refusesHeadersThatHttp1WouldReadDifferently(String answer, String name, String value)
      throws Exception {
    Frames frames = new Frames();
    frames.preface();
    frames.add(Frames.HEADERS, REQUEST, 1, Frames.lines(Frames.GET, text(name), text(value)));
    try (Socket socket = connect(frames)) {
      assertThat(answer(socket)).isEqualTo(answer);
    }
    assertThat(upstream.requests()).noneMatch(seen -> seen.contains("smuggled"));
  }

  @ParameterizedTest
  @CsvSource({
    "2, hello, true, reset 1",
    "2, hello, false, reset 1",
    "9, hello, true, reset 1",
    "0, hello, true, reset 1",
    "5, hello, true, 200",
  })
  void aLengthIsThatOfTheBody(int length, String body, boolean ends, String answer)
      throws Exception {
    Frames frames = new Frames();
    frames.preface();
    byte[] head = Frames.lines(Frames.POST, "content-length", String.valueOf(length));
    frames.add(Frames.HEADERS, Frames.END_HEADERS, 1, head);
    frames.add(Frames.DATA, ends ? Frames.END_STREAM : 0, 1, RawUpstream.text(body));
    int before = upstream.requests().size();
    try (Socket socket = connect(frames)) {
      assertThat(answer(socket)).isEqualTo(answer);
    }
    assertThat(upstream.requests()).hasSize(answer.equals("200") ? before + 1 : before);
  }

  @Test
  void bytesThatLookLikeARequestAreABody() throws Exception {
    Frames frames = new Frames();
    frames.preface();
    frames.add(Frames.HEADERS, Frames.END_HEADERS, 1, Frames.POST);
    byte[] body = RawUpstream.text("0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
    frames.add(Frames.DATA, Frames.END_STREAM, 1, body);
    int before = upstream.requests().size();
    try (Socket socket = connect(frames)) {
      assertThat(answer(socket)).isEqualTo("200");
    }
    assertThat(upstream.requests()).hasSize(before + 1);
    assertThat(upstream.requests().getLast()).startsWith("POST / HTTP/1.1\r\n");
  }

  @Test
  void trailersOfARequestReachNobody() throws Exception {
    Frames frames = new Frames();
    frames.preface();
    frames.add(Frames.HEADERS, Frames.END_HEADERS, 1, Frames.POST);
    frames.add(Frames.DATA, 0, 1, RawUpstream.text("hello"));
    byte[] trailers = Frames.lines(new byte[0], "content-length", "0", "x-trailer", "1");
    frames.add(Frames.HEADERS, REQUEST, 1, trailers);
    int before = upstream.requests().size();
    try (Socket socket = connect(frames)) {
      // Netty takes a second Content-Length for a mismatch; what counts is that nobody acts on it.
      assertThat(answer(socket)).isIn("200", "reset 1");
    }
    assertThat(upstream.requests().subList(before, upstream.requests().size()))
        .allMatch(seen -> seen.endsWith("hello") && !seen.contains("x-trailer"));
  }

  @Test
  void aBodyThatDoesNotComeIsNotWaitedForLong() throws Exception {
    Frames frames = new Frames();
    frames.preface();
    byte[] head = Frames.lines(Frames.POST, "content-length", "10");
    frames.add(Frames.HEADERS, Frames.END_HEADERS, 1, head);
    frames.add(Frames.DATA, 0, 1, RawUpstream.text("hello"));
    try (Socket socket = connect(frames)) {
      assertThat(answer(socket)).isEqualTo("408");
    }
    nothingIsLeft();
  }

  @Test
  void anAnswerThatNobodyTakesIsGivenUp() throws Exception {
    String many = "x".repeat(3_000_000);
    upstream.answerer(
        RawUpstream.fixed(
            "HTTP/1.1 200 OK\r\nContent-Length: " + many.length() + "\r\n\r\n" + many));
    Frames frames = new Frames();
    frames.preface();
    frames.add(Frames.HEADERS, REQUEST, 1, Frames.GET);
    // The window of the stream is never opened; what fits in is read.
    try (Socket socket = connect(frames)) {
      assertThat(answer(socket)).isEqualTo("200");
      assertThat(answer(socket)).isEqualTo("reset 8");
    } finally {
      upstream.answerer(RawUpstream.ECHO);
    }
    nothingIsLeft();
  }

  private static void nothingIsLeft() {
    Instant limit = Instant.now().plusSeconds(30);
    while (gateway.loops().counters().stream()
        .anyMatch(loop -> loop.active() != 0 || loop.open() != 0)) {
      assertThat(Instant.now()).as("requests and connections are left").isBefore(limit);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
