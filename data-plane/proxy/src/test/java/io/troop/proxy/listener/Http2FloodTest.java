package io.troop.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelOption;
import io.troop.proxy.live.FixedConfig;
import io.troop.proxy.pipeline.PipelineSettings;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that keep a server busy with cheap frames: frame by frame, over a plain socket. Each is
/// told to go away long before it has sent all it has.
@Timeout(120)
final class Http2FloodTest {
  private static final int MANY = 20_000;
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

  /// Sends rounds until the gateway ends the connection, which it does for what it was sent: were
  /// it only for want of more, the test would be out of time.
  private void floods(Round round) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      Frames begin = new Frames();
      begin.preface();
      socket.getOutputStream().write(begin.bytes());
      Thread reader = Thread.ofVirtual().start(() -> readUntilTheEnd(socket));
      for (int i = 0; i < MANY; i++) {
        Frames frames = new Frames();
        round.write(frames, i);
        try {
          socket.getOutputStream().write(frames.bytes());
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
        if ((lengthAndType & 0xff) == Frames.GOAWAY) {
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
      frames.add(Frames.HEADERS, Frames.END_HEADERS | Frames.END_STREAM, 2 * i + 1, Frames.GET);
      frames.add(Frames.RST_STREAM, 0, 2 * i + 1, Frames.number(8));
    });

    serves();
  }

  @Test
  void streamsThatTheGatewayIsMadeToReset() throws Exception {
    floods((frames, i) -> {
      frames.add(Frames.HEADERS, Frames.END_HEADERS | Frames.END_STREAM, 2 * i + 1, Frames.GET);
      frames.add(Frames.WINDOW_UPDATE, 0, 2 * i + 1, Frames.number(0));
    });

    serves();
  }

  @Test
  void headersThatNeverEnd() throws Exception {
    floods((frames, i) -> {
      if (i == 0) {
        frames.add(Frames.HEADERS, Frames.END_STREAM, 1, Frames.GET);
      }
      frames.add(Frames.CONTINUATION, 0, 1, (byte) 0, (byte) 1, (byte) 'x', (byte) 1, (byte) 'y');
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
        frames.add(Frames.HEADERS, Frames.END_STREAM, 1, Frames.GET);
      }
      frames.add(Frames.CONTINUATION, 0, 1, all);
    });

    assertThat(upstream.requests()).isEmpty();
    serves();
  }

  /// Frames that have to be answered, from a client that reads no answer.
  @ParameterizedTest
  @ValueSource(ints = {Frames.PING, Frames.SETTINGS})
  void framesThatAskForAnswersNobodyReads(int type) throws Exception {
    byte[] payload = new byte[type == Frames.PING ? 8 : 0];
    Frames many = new Frames();
    for (int i = 0; i < 5_000; i++) {
      many.add(type, 0, 0, payload);
    }
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4096);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
      // Little room for answers on their way, so that few frames are needed.
      gateway.connection(socket).config().setOption(ChannelOption.SO_SNDBUF, 4096);
      Frames begin = new Frames();
      begin.preface();
      socket.getOutputStream().write(begin.bytes());

      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 2_000; i++) {
                  socket.getOutputStream().write(many.bytes());
                }
              })
          .as("the gateway ends the connection")
          .isInstanceOf(IOException.class);
    }
    serves();
  }

  @Test
  void partsOfABodyWithoutContent() throws Exception {
    floods((frames, i) -> {
      if (i == 0) {
        frames.add(Frames.HEADERS, Frames.END_HEADERS, 1, Frames.GET);
      }
      frames.add(Frames.DATA, 0, 1);
    });

    serves();
  }
}
