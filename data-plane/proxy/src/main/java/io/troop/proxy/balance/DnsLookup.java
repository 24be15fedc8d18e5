package io.troop.proxy.balance;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.troop.proxy.balance.DnsRules.Kind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Looks names up: in the hosts file, then at name servers, by the kinds of records in their order.
/// A name that begins with `_` is a service's by its form, so SRV is asked first. The search
/// domains, `ndots` and, unless others are set, the servers are those of `resolv.conf`.
/// *Thread-safe.*
public final class DnsLookup implements Lookup, AutoCloseable {
  private final DnsNameResolver resolver;
  private final ResolvConf conf;
  private final HostsFile hosts;
  private final List<Kind> order;
  private final int mostNames;
  private final Map<String, Kind> last = new ConcurrentHashMap<>();

  /// @param resolver closed with this object; without a hosts file of its own
  DnsLookup(DnsNameResolver resolver, ResolvConf conf, HostsFile hosts, DnsRules rules) {
    this.resolver = resolver;
    this.conf = conf;
    this.hosts = hosts;
    this.order = rules.order();
    this.mostNames = rules.names();
  }

  /// @param loop what the resolver runs on
  public static DnsLookup of(
      DnsRules rules, EventLoop loop, Class<? extends DatagramChannel> channel) {
    return new DnsLookup(
        resolver(rules.servers(), loop, channel).build(),
        ResolvConf.ofSystem(),
        HostsFile.read(rules.hostsFile()),
        rules);
  }

  static DnsNameResolverBuilder resolver(
      List<InetSocketAddress> servers, EventLoop loop, Class<? extends DatagramChannel> channel) {
    DnsNameResolverBuilder builder =
        new DnsNameResolverBuilder(loop)
            .datagramChannelType(channel)
            .hostsFileEntriesResolver((name, kinds) -> null);
    if (!servers.isEmpty()) {
      builder.nameServerProvider(new SequentialDnsServerAddressStreamProvider(servers));
    }
    return builder;
  }

  @Override
  public Mono<Addresses> addresses(String name) {
    List<InetAddress> known = hosts.addresses(name);
    if (!known.isEmpty()) {
      return Mono.just(plain(name, known, Duration.ofDays(1)));
    }
    Mono<Addresses> found = Mono.error(new NotFound(name));
    for (Kind kind : kinds(name)) {
      // Who can't be asked for one kind is not asked for another: that would only take longer.
      found = found.onErrorResume(NotFound.class, _ -> asked(name, kind));
    }
    return found;
  }

  private Mono<Addresses> asked(String name, Kind kind) {
    Mono<Addresses> asked = kind == Kind.SRV ? services(name) : hosts(name, type(kind));
    return asked.doOnNext(_ -> remember(name, kind));
  }

  private static DnsRecordType type(Kind kind) {
    return kind == Kind.AAAA ? DnsRecordType.AAAA : DnsRecordType.A;
  }

  private Set<Kind> kinds(String name) {
    Set<Kind> kinds = new LinkedHashSet<>();
    if (name.startsWith("_") && order.contains(Kind.SRV)) {
      kinds.add(Kind.SRV);
    }
    for (Kind kind : order) {
      Kind asked = kind == Kind.LAST ? last.get(name) : kind;
      if (asked != null && asked != Kind.CNAME) {
        kinds.add(asked);
      }
    }
    return kinds;
  }

  private void remember(String name, Kind kind) {
    if (order.contains(Kind.LAST) && kind != last.get(name)) {
      if (last.size() >= mostNames) {
        last.clear();
      }
      last.put(name, kind);
    }
  }

  private static Addresses plain(String name, List<InetAddress> addresses, Duration ttl) {
    return new Addresses(
        addresses.stream().map(address -> new Found(name, address, 0, -1)).toList(), ttl);
  }

  private Mono<Addresses> hosts(String name, DnsRecordType type) {
    return records(name, type)
        .flatMap(records -> {
          try {
            List<InetAddress> addresses = new ArrayList<>();
            long ttl = Integer.MAX_VALUE;
            for (DnsRecord record : records) {
              if (record.type().equals(type) && record instanceof DnsRawRecord raw) {
                ttl = Math.min(ttl, record.timeToLive());
                byte[] octets = new byte[raw.content().readableBytes()];
                raw.content().getBytes(raw.content().readerIndex(), octets);
                addresses.add(InetAddress.getByAddress(octets));
              }
            }
            return addresses.isEmpty()
                ? Mono.error(new NotFound(name))
                : Mono.just(plain(name, addresses, Duration.ofSeconds(ttl)));
          } catch (UnknownHostException malformed) {
            return Mono.error(malformed);
          } finally {
            records.forEach(ReferenceCountUtil::release);
          }
        });
  }

  private Mono<Addresses> services(String name) {
    return records(name, DnsRecordType.SRV)
        .map(DnsLookup::read)
        .flatMap(services ->
            Flux.fromIterable(services)
                .flatMap(one -> addresses(one).onErrorResume(_ -> Mono.empty()))
                .collectList())
        .flatMap(
            found -> found.isEmpty() ? Mono.error(new NotFound(name)) : Mono.just(together(found)));
  }

  private Mono<Addresses> addresses(Srv service) {
    List<InetAddress> known = hosts.addresses(service.name);
    Mono<Addresses> plain =
        !known.isEmpty()
            ? Mono.just(plain(service.name, known, Duration.ofSeconds(service.ttl)))
            : hosts(service.name, DnsRecordType.A)
                .onErrorResume(NotFound.class, _ -> hosts(service.name, DnsRecordType.AAAA));
    return plain.map(own ->
        new Addresses(
            own.found().stream()
                .map(one -> new Found(service.name, one.address(), service.port, service.weight))
                .toList(),
            shorter(own.ttl(), Duration.ofSeconds(service.ttl))));
  }

  private static Addresses together(List<Addresses> all) {
    return new Addresses(
        all.stream().flatMap(one -> one.found().stream()).toList(),
        all.stream().map(Addresses::ttl).reduce(DnsLookup::shorter).orElse(Duration.ZERO));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /// The content of an SRV record (RFC 2782).
  private record Srv(int priority, int weight, int port, String name, long ttl) {}

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
                  withoutDot(DefaultDnsRecordDecoder.decodeName(content)),
                  record.timeToLive()));
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

  private Mono<List<DnsRecord>> records(String name, DnsRecordType type) {
    Mono<List<DnsRecord>> found = Mono.error(new NotFound(name));
    for (String candidate : conf.candidates(name)) {
      found = found.onErrorResume(NotFound.class, _ -> recordsOf(candidate, type));
    }
    return found;
  }

  private Mono<List<DnsRecord>> recordsOf(String name, DnsRecordType type) {
    return Mono.create(sink ->
        resolver
            .resolveAll(new DefaultDnsQuestion(name, type))
            .addListener((Future<List<DnsRecord>> done) -> {
              if (done.isSuccess()) {
                sink.success(done.getNow());
              } else {
                sink.error(isAnswer(done.cause()) ? new NotFound(name) : done.cause());
              }
            }));
  }

  /// Whether a server said that there is nothing, rather than failing.
  private static boolean isAnswer(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DnsNameResolverTimeoutException) {
        return false;
      }
      if (cause instanceof DnsErrorCauseException error
          && !error.getCode().equals(DnsResponseCode.NXDOMAIN)
          && !error.getCode().equals(DnsResponseCode.NOERROR)) {
        return false;
      }
    }
    return failure instanceof UnknownHostException;
  }

  @Override
  public void close() {
    resolver.close();
  }
}
