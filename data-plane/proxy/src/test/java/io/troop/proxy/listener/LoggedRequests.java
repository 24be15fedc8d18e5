package io.troop.proxy.listener;

import io.troop.proxy.live.FixedConfig;
import io.troop.proxy.log.LogFormat;

/// Sends a request through a gateway to an upstream that echoes it, and tells how it was logged.
public final class LoggedRequests {
  private LoggedRequests() {}

  public static String line(LogFormat format, String request) throws Exception {
    try (RawUpstream upstream = new RawUpstream(RawUpstream.ECHO);
        Gateway gateway = new Gateway(new FixedConfig().route("/a", upstream.port()).live());
        RawClient client = new RawClient(gateway.port())) {
      gateway.logAs(format);
      client.ask(request);
      return gateway.lines().take();
    }
  }
}
