package io.troop.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.proxy.live.FixedConfig;
import io.troop.proxy.pipeline.PipelineSettings;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Clients that keep a server busy with cheap frames: frame by frame, over a plain socket. Each is
/// told to go away long before it has sent all it has.
@Timeout(120)
final class Http2FloodTest {
  private static final int MANY = 20_000;
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /// `GET /` of the host `a`, from HPACK's static table.
  private static final byte[] GET = {(byte) 0x82, (byte) 0x86, (byte) 0x84, 0x41, 1, 'a'};

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int CONTINUATION = 9;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  private final RawUpstream upstream = new RawUpstream(RawUpstream.ECHO);
  private final Gateway gateway =
      new Gateway(
          new FixedConfig().route("/", upstream.port()).live(),
          PipelineSettings.DEFAULT,
          ConnectionRules.DEFAULT,
          "http2");

  @AfterEach
  void close() throws IOException {
    gateway.close();
    upstream.close();
  }

  /// Makes the frames of one round of a flood.
  private interface Round {
    void write(Frames frames, int number) throws IOException;
  }

  private static final class Frames {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    void add(int type, int flags, int stream, byte... payload) {
      int length = payload.length;
      out.writeBytes(new byte[] {(byte) (length >> 16), (byte) (length >> 8), (byte) length});
      out.write(type);
      out.write(flags);
      out.writeBytes(ByteBuffer.allocate(4).putInt(stream).array());
      out.writeBytes(payload);
    }
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  /// Sends rounds until the gateway ends the connection, which it does for what it was sent: were
  /// it only for want of more, the test would be out of time.
  private void floods(Round round) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      Frames begin = new Frames();
      begin.out.writeBytes(PREFACE);
      begin.add(SETTINGS, 0, 0);
      socket.getOutputStream().write(begin.out.toByteArray());
      Thread reader = Thread.ofVirtual().start(() -> readUntilTheEnd(socket));
      for (int i = 0; i < MANY; i++) {
        Frames frames = new Frames();
        round.write(frames, i);
        try {
          socket.getOutputStream().write(frames.out.toByteArray());
        } catch (IOException _) {
          return; // It was closed.
        }
        if (!reader.isAlive()) {
          return;
        }
      }
      assertThat(reader.join(Duration.ofSeconds(30))).as("the gateway said GOAWAY").isTrue();
    }
  }

  /// Ends when the gateway says GOAWAY, or closes.
  private static void readUntilTheEnd(Socket socket) {
    try {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        int lengthAndType = in.readInt();
        in.readByte();
        in.readInt();
        in.skipNBytes(lengthAndType >>> 8);
        if ((lengthAndType & 0xff) == GOAWAY) {
          return;
        }
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private void serves() throws Exception {
    try (RawClient client = new RawClient(gateway.port())) {
      assertThat(client.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status()).isEqualTo(200);
    }
  }

  @Test
  void streamsThatAreResetAtOnce() throws Exception {
    floods((frames, i) -> {
      frames.add(HEADERS, END_HEADERS | END_STREAM, 2 * i + 1, GET);
      frames.add(RST_STREAM, 0, 2 * i + 1, number(8));
    });

    serves();
  }

  @Test
  void streamsThatTheGatewayIsMadeToReset() throws Exception {
    floods((frames, i) -> {
      frames.add(HEADERS, END_HEADERS | END_STREAM, 2 * i + 1, GET);
      frames.add(WINDOW_UPDATE, 0, 2 * i + 1, number(0));
    });

    serves();
  }

  @Test
  void headersThatNeverEnd() throws Exception {
    floods((frames, i) -> {
      if (i == 0) {
        frames.add(HEADERS, END_STREAM, 1, GET);
      }
      frames.add(CONTINUATION, 0, 1, (byte) 0, (byte) 1, (byte) 'x', (byte) 1, (byte) 'y');
    });

    assertThat(upstream.requests()).isEmpty();
    serves();
  }

  @Test
  void longHeadersThatNeverEnd() throws Exception {
    byte[] line = new byte[4 + 8000];
    line[1] = 1;
    line[2] = 'x';
    // The length of the value, as an HPACK integer: 127 and 7873 in two more bytes.
    byte[] value = new byte[8003];
    value[0] = 0x7f;
    value[1] = (byte) (0x80 | (7873 & 0x7f));
    value[2] = (byte) (7873 >> 7);
    byte[] all = ByteBuffer.allocate(3 + value.length).put(line, 0, 3).put(value).array();
    floods((frames, i) -> {
      if (i == 0) {
        frames.add(HEADERS, END_STREAM, 1, GET);
      }
      frames.add(CONTINUATION, 0, 1, all);
    });

    assertThat(upstream.requests()).isEmpty();
    serves();
  }

  @Test
  void partsOfABodyWithoutContent() throws Exception {
    floods((frames, i) -> {
      if (i == 0) {
        frames.add(HEADERS, END_HEADERS, 1, GET);
      }
      frames.add(DATA, 0, 1);
    });

    serves();
  }
}
