package io.troop.proxy.pipeline;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.troop.proxy.http.HeadBuffer;
import io.troop.proxy.relay.Ticks;
import io.troop.proxy.relay.UpstreamPools;
import io.troop.proxy.telemetry.TrafficTable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.random.RandomGenerator;

/// What the exchanges of one event loop share. *Confined to that event loop.*
public final class LoopResources {

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private final EventLoop eventLoop;
  private final UpstreamPools pools;
  private final HeadBuffer headBuffer = new HeadBuffer();
  private final Ticks ticks;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final TrafficCounters counters = new TrafficCounters();
  private TrafficTable traffic = new TrafficTable();
  private final ByteBufAllocator allocator;
  private int measuredOneIn;
  private int untilMeasured = 1;
  private long dateSecond = Long.MIN_VALUE;
  private String date = "";

  public LoopResources(
      EventLoop eventLoop,
      ByteBufAllocator allocator,
      UpstreamPools pools,
      Ticks ticks,
      InstantSource clock,
      RandomGenerator random) {
    this.eventLoop = eventLoop;
    this.allocator = allocator;
    this.pools = pools;
    this.ticks = ticks;
    this.clock = clock;
    this.random = random;
  }

  public EventLoop eventLoop() {
    return eventLoop;
  }

  public UpstreamPools pools() {
    return pools;
  }

  public ByteBufAllocator allocator() {
    return allocator;
  }

  /// Where heads are put together; empty at the start of each use.
  public HeadBuffer headBuffer() {
    return headBuffer.clear();
  }

  public Ticks ticks() {
    return ticks;
  }

  public InstantSource clock() {
    return clock;
  }

  public TrafficCounters counters() {
    return counters;
  }

  TrafficTable traffic() {
    return traffic;
  }

  /// What was counted until now; from here on it is counted anew.
  public TrafficTable takeTraffic() {
    TrafficTable taken = traffic;
    traffic = new TrafficTable();
    return taken;
  }

  /// From here on, in one of so many requests it is measured how long plugins take; 0 for none.
  public void measureOneIn(int requests) {
    measuredOneIn = requests;
  }

  /// Whether plugins are measured in the next request. The gaps are random, so that clients that
  /// take turns are all measured.
  boolean measuresNext() {
    if (measuredOneIn == 0 || --untilMeasured > 0) {
      return false;
    }
    untilMeasured = 1 + random.nextInt(2 * measuredOneIn - 1);
    return true;
  }

  /// A request's id: 32 hexadecimal digits.
  byte[] newIdBytes() {
    byte[] id = new byte[32];
    putHex(random.nextLong(), id, 0);
    putHex(random.nextLong(), id, 16);
    return id;
  }

  /// A request's id as text.
  public String newId() {
    return new String(newIdBytes(), StandardCharsets.ISO_8859_1);
  }

  private static void putHex(long bits, byte[] to, int at) {
    for (int i = 0; i < 16; i++) {
      to[at + i] = HEX[(int) (bits >>> (60 - 4 * i)) & 15];
    }
  }

  /// The time as `Date` has it.
  String date() {
    Instant now = clock.instant();
    if (now.getEpochSecond() != dateSecond) {
      dateSecond = now.getEpochSecond();
      date = DATE.format(now);
    }
    return date;
  }
}
