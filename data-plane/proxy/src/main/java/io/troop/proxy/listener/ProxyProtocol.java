package io.troop.proxy.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.net.InetSocketAddress;

/// Takes the client's address from the PROXY protocol, which a balancer in front of us speaks: the
/// first bytes of every connection. A connection without them is closed. *One per connection.*
final class ProxyProtocol extends ChannelInboundHandlerAdapter {

  /// Fired when the address is known.
  static final Object ANNOUNCED = new Object();

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    context.pipeline().addBefore(context.name(), null, new HAProxyMessageDecoder());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HAProxyMessage announced) {
      try {
        String address = announced.sourceAddress();
        if (address != null) {
          context
              .channel()
              .attr(Clients.ANNOUNCED)
              .set(new InetSocketAddress(address, announced.sourcePort()));
        }
      } finally {
        announced.release();
      }
      context.fireUserEventTriggered(ANNOUNCED);
      context.pipeline().remove(this);
    } else {
      context.fireChannelRead(message);
    }
  }
}
