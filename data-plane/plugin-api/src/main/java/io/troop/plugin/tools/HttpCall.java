package io.troop.plugin.tools;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One call to an HTTP server. *Immutable, but for the bytes of its body.*
///
/// @param url `http` or `https`, with host; user information is not sent
/// @param headers name and value pairs, in order; `Host` and `Content-Length` follow by themselves
/// @param body empty for none
/// @param proxy an HTTP proxy to go through; null for none
public record HttpCall(
    String method,
    URI url,
    List<Map.Entry<String, String>> headers,
    byte[] body,
    Limits limits,
    Tls tls,
    @Nullable URI proxy) {

  /// How long a call may take and how much may come back.
  ///
  /// @param connect the longest a connection may take to be there, TLS included
  /// @param answer the longest the answer may take, from sending to its last byte
  /// @param keepalive how long its connection may wait for another call
  /// @param maxBody the longest body of an answer in bytes; a longer one fails the call
  public record Limits(Duration connect, Duration answer, Duration keepalive, int maxBody) {}

  /// Who is trusted and who calls.
  ///
  /// @param verify whether the server's certificate must be trusted and be its host's
  /// @param identity shown to a server that asks for a certificate; null for nobody
  public record Tls(boolean verify, @Nullable ClientIdentity identity) {}

  private static final Duration MINUTE = Duration.ofSeconds(60);
  private static final Limits USUAL = new Limits(Duration.ofSeconds(10), MINUTE, MINUTE, 10 << 20);

  public HttpCall {
    headers = List.copyOf(headers);
  }

  /// A call with ten seconds to connect and sixty to answer, TLS verified, an answer up to 10 MB.
  public static HttpCall of(String method, URI url) {
    return new HttpCall(method, url, List.of(), new byte[0], USUAL, new Tls(true, null), null);
  }

  public HttpCall with(String name, String value) {
    List<Map.Entry<String, String>> more = new ArrayList<>(headers);
    more.add(Map.entry(name, value));
    return new HttpCall(method, url, more, body, limits, tls, proxy);
  }

  public HttpCall with(byte[] newBody) {
    return new HttpCall(method, url, headers, newBody, limits, tls, proxy);
  }

  public HttpCall within(Duration connect, Duration answer) {
    return with(new Limits(connect, answer, limits.keepalive(), limits.maxBody()));
  }

  public HttpCall keeping(Duration idle) {
    return with(new Limits(limits.connect(), limits.answer(), idle, limits.maxBody()));
  }

  private HttpCall with(Limits others) {
    return new HttpCall(method, url, headers, body, others, tls, proxy);
  }

  public HttpCall verifyingTls(boolean verify) {
    return with(new Tls(verify, tls.identity()));
  }

  public HttpCall as(@Nullable ClientIdentity client) {
    return with(new Tls(tls.verify(), client));
  }

  private HttpCall with(Tls other) {
    return new HttpCall(method, url, headers, body, limits, other, proxy);
  }

  public HttpCall through(@Nullable URI httpProxy) {
    return new HttpCall(method, url, headers, body, limits, tls, httpProxy);
  }
}
