package io.troop.plugins.iprestriction;

import io.netty.util.NetUtil;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// Refuses clients by their address. *Thread-safe.*
final class IpRestrictionHandler implements Handler.OnRequest, Handler.TakesStreams {
  private final Networks allowed;
  private final Networks denied;
  private final int status;
  private final @Nullable String message;

  IpRestrictionHandler(IpRestrictionConfig config, Host host) {
    this.allowed = new Networks(config.allow());
    this.denied = new Networks(config.deny());
    this.status = config.status() == null ? 403 : config.status().intValue();
    this.message = config.message();
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    InetAddress client = exchange.request().clientAddress();
    boolean passes = !denied.contain(client) && (allowed.isEmpty() || allowed.contain(client));
    if (passes) {
      return Verdict.PROCEED;
    }
    String text =
        message != null ? message : "IP address not allowed: " + NetUtil.toAddressString(client);
    return Verdict.error(status, text);
  }
}
