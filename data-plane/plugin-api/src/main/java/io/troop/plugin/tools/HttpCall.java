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
/// @param connectTimeout the longest a connection may take to be there, TLS included
/// @param timeout the longest the answer may take, from sending to its last byte
/// @param keepalive how long its connection may wait for another call
/// @param verifyTls whether the server's certificate must be trusted and be its host's
/// @param proxy an HTTP proxy to go through; null for none
/// @param maxBody the longest body of an answer in bytes; a longer one fails the call
/// @param identity who calls, shown to a server that asks for a certificate; null for nobody
public record HttpCall(
    String method,
    URI url,
    List<Map.Entry<String, String>> headers,
    byte[] body,
    Duration connectTimeout,
    Duration timeout,
    Duration keepalive,
    boolean verifyTls,
    @Nullable URI proxy,
    int maxBody,
    @Nullable ClientIdentity identity) {

  private static final Duration MINUTE = Duration.ofSeconds(60);
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  public HttpCall {
    headers = List.copyOf(headers);
  }

  /// A call with ten seconds to connect and sixty to answer, TLS verified, an answer up to 10 MB.
  public static HttpCall of(String method, URI url) {
    return new HttpCall(
        method,
        url,
        List.of(),
        new byte[0],
        TEN_SECONDS,
        MINUTE,
        MINUTE,
        true,
        null,
        10 << 20,
        null);
  }

  public HttpCall with(String name, String value) {
    List<Map.Entry<String, String>> more = new ArrayList<>(headers);
    more.add(Map.entry(name, value));
    return new HttpCall(
        method,
        url,
        more,
        body,
        connectTimeout,
        timeout,
        keepalive,
        verifyTls,
        proxy,
        maxBody,
        identity);
  }

  public HttpCall with(byte[] newBody) {
    return new HttpCall(
        method,
        url,
        headers,
        newBody,
        connectTimeout,
        timeout,
        keepalive,
        verifyTls,
        proxy,
        maxBody,
        identity);
  }

  public HttpCall within(Duration connect, Duration answer) {
    return new HttpCall(
        method, url, headers, body, connect, answer, keepalive, verifyTls, proxy, maxBody,
        identity);
  }

  public HttpCall keeping(Duration idle) {
    return new HttpCall(
        method,
        url,
        headers,
        body,
        connectTimeout,
        timeout,
        idle,
        verifyTls,
        proxy,
        maxBody,
        identity);
  }

  public HttpCall verifyingTls(boolean verify) {
    return new HttpCall(
        method,
        url,
        headers,
        body,
        connectTimeout,
        timeout,
        keepalive,
        verify,
        proxy,
        maxBody,
        identity);
  }

  public HttpCall through(@Nullable URI httpProxy) {
    return new HttpCall(
        method,
        url,
        headers,
        body,
        connectTimeout,
        timeout,
        keepalive,
        verifyTls,
        httpProxy,
        maxBody,
        identity);
  }

  public HttpCall as(@Nullable ClientIdentity client) {
    return new HttpCall(
        method,
        url,
        headers,
        body,
        connectTimeout,
        timeout,
        keepalive,
        verifyTls,
        proxy,
        maxBody,
        client);
  }
}
