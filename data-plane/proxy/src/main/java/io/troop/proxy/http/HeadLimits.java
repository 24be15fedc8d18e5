package io.troop.proxy.http;

/// How large a head may be, in bytes. *Immutable.* nginx's names for the first two are one: the
/// size of a large client header buffer.
///
/// @param requestLine the request line; beyond it the answer is 414
/// @param line one header line
/// @param total the whole head
/// @param lines number of header lines
public record HeadLimits(int requestLine, int line, int total, int lines) {

  /// nginx's defaults: four buffers of 8 KB.
  public static final HeadLimits DEFAULT = new HeadLimits(8192, 8192, 32768, 200);

  /// What an upstream may send: Kong lets one buffer of 16 KB hold it; more is harmless here.
  public static final HeadLimits UPSTREAM = new HeadLimits(8192, 32768, 65536, 500);
}
