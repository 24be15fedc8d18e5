package io.troop.proxy.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.troop.proxy.http.KnownHeader;
import io.troop.proxy.pipeline.Client;
import io.troop.proxy.pipeline.LoopResources;
import io.troop.proxy.pipeline.RequestPipeline;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// Serves connections over HTTP/2: each stream is an exchange of its own. Netty's codec keeps the
/// protocol, and with it the limits against floods of resets, settings, empty frames and
/// continuations; the limits of a head are the same as over HTTP/1. *Thread-safe.*
final class Http2Connections {

  /// nginx's default.
  private static final int STREAMS = 128;

  private static final int WINDOW = 1 << 18;

  private static final String UNIQUE =
      KnownHeader.X_KONG_REQUEST_ID.text().toLowerCase(Locale.ROOT);

  private final Clients clients;
  private final RequestPipeline pipeline;
  private final ConnectionRules rules;

  Http2Connections(Clients clients, RequestPipeline pipeline, ConnectionRules rules) {
    this.clients = clients;
    this.pipeline = pipeline;
    this.rules = rules;
  }

  /// What differs in every answer would only push what repeats out of the table of headers.
  private static boolean isUnique(CharSequence name, CharSequence value) {
    return UNIQUE.contentEquals(name);
  }

  /// Adds the protocol to a connection.
  void serve(Channel connection, LoopResources loop) {
    Client client = clients.of(connection);
    Http2FrameCodec codec =
        Http2FrameCodecBuilder.forServer()
            .initialSettings(
                Http2Settings.defaultSettings()
                    .maxConcurrentStreams(STREAMS)
                    .initialWindowSize(WINDOW)
                    .maxHeaderListSize(rules.limits().total()))
            .validateHeaders(true)
            .headerSensitivityDetector(Http2Connections::isUnique)
            .decoupleCloseAndGoAway(false)
            .gracefulShutdownTimeoutMillis(TimeUnit.SECONDS.toMillis(30))
            .build();
    connection
        .pipeline()
        .addLast(
            new IdleStateHandler(0, 0, rules.idle().toSeconds(), TimeUnit.SECONDS),
            new JointFlush(),
            codec,
            new Http2MultiplexHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel stream) {
                    stream
                        .pipeline()
                        .addLast(new Http2Exchange(stream, client, loop, pipeline, rules));
                  }
                }),
            new Ending(loop));
  }

  /// Counts the connection, and ends it when it is idle or the node drains: new streams are refused
  /// then, those that have begun are finished.
  private static final class Ending extends ChannelDuplexHandler {
    private final LoopResources loop;

    Ending(LoopResources loop) {
      this.loop = loop;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      loop.counters().connectionOpened();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      loop.counters().connectionClosed();
      context.fireChannelInactive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      boolean idle = event instanceof IdleStateEvent state && state.state() == IdleState.ALL_IDLE;
      if (idle || Draining.EVENT.equals(event)) {
        context.close();
      }
      context.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
