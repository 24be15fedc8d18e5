package io.troop.plugins.openidconnect;

import io.troop.plugin.Handler;
import io.troop.plugin.Host;

/// Looks at clients' certificates, too: tokens are bound to them. *Thread-safe.*
final class BoundTokenHandler extends OpenidConnectHandler implements Handler.AsksForCertificates {

  BoundTokenHandler(OpenidConnectConfig config, Host host) {
    super(config, host);
  }
}
