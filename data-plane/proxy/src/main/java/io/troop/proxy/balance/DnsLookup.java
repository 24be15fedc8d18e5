package io.troop.proxy.balance;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Looks names up by Netty's resolver: the hosts file, then A and AAAA records, then SRV. A name
/// that begins with `_` is a service's by its form, so SRV is asked first. *Thread-safe.*
///
/// The resolver keeps addresses as long as their records say.
public final class DnsLookup implements Lookup, AutoCloseable {
  private final DnsNameResolver resolver;

  /// @param resolver closed with this object; runs on `loop`
  public DnsLookup(DnsNameResolver resolver) {
    this.resolver = resolver;
  }

  /// A resolver with these name servers, or the system's when there are none.
  public static DnsLookup of(
      List<InetSocketAddress> servers, EventLoop loop, Class<? extends DatagramChannel> channel) {
    DnsNameResolverBuilder builder = new DnsNameResolverBuilder(loop).datagramChannelType(channel);
    if (!servers.isEmpty()) {
      builder.nameServerProvider(new SequentialDnsServerAddressStreamProvider(servers));
    }
    return new DnsLookup(builder.build());
  }

  @Override
  public Mono<List<Found>> addresses(String name) {
    return name.startsWith("_")
        ? services(name).onErrorResume(failure -> hosts(name, name, 0, -1))
        : hosts(name, name, 0, -1)
            .onErrorResume(failure -> services(name).onErrorResume(_ -> Mono.error(failure)));
  }

  private Mono<List<Found>> hosts(String name, String as, int port, int weight) {
    return mono(() -> resolver.resolveAll(name))
        .map(addresses ->
            addresses.stream().map(address -> new Found(as, address, port, weight)).toList());
  }

  private Mono<List<Found>> services(String name) {
    return mono(() -> resolver.resolveAll(new DefaultDnsQuestion(name, DnsRecordType.SRV)))
        .map(DnsLookup::read)
        .flatMap(services ->
            Flux.fromIterable(services)
                .flatMap(one ->
                    hosts(one.name, one.name, one.port, one.weight)
                        .onErrorResume(_ -> Mono.just(List.of())))
                .collectList())
        .map(lists -> lists.stream().flatMap(List::stream).toList())
        .flatMap(found ->
            found.isEmpty() ? Mono.error(new UnknownHostException(name)) : Mono.just(found));
  }

  /// The content of an SRV record (RFC 2782).
  private record Srv(int priority, int weight, int port, String name) {}

  /// The services of the best priority; the records are released.
  private static List<Srv> read(List<DnsRecord> records) {
    try {
      List<Srv> services = new ArrayList<>();
      for (DnsRecord record : records) {
        if (record.type().equals(DnsRecordType.SRV) && record instanceof DnsRawRecord raw) {
          ByteBuf content = raw.content().duplicate();
          services.add(
              new Srv(
                  content.readUnsignedShort(),
                  // Kong takes a weight of 0 for 1, because 0 means "nothing" to a balancer.
                  Math.max(1, content.readUnsignedShort()),
                  content.readUnsignedShort(),
                  withoutDot(DefaultDnsRecordDecoder.decodeName(content))));
        }
      }
      int best = services.stream().mapToInt(Srv::priority).min().orElse(0);
      return services.stream().filter(service -> service.priority == best).toList();
    } finally {
      records.forEach(ReferenceCountUtil::release);
    }
  }

  private static String withoutDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  private static <T> Mono<T> mono(java.util.function.Supplier<Future<T>> ask) {
    return Mono.create(sink ->
        ask.get()
            .addListener((Future<T> done) -> {
              if (done.isSuccess()) {
                sink.success(done.getNow());
              } else {
                sink.error(done.cause());
              }
            }));
  }

  @Override
  public void close() {
    resolver.close();
  }
}
