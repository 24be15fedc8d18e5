package io.troop.proxy.balance;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One attempt at a target of an upstream: tells its address how it went. *Confined to the
/// exchange's event loop.*
final class Attempt extends Peer {
  private static final int BAD_GATEWAY = 502;

  private final UpstreamPicker picker;
  private final Address address;
  private final @Nullable HashInput input;
  private final List<Address> tried;
  private boolean over;
  private boolean refused;

  Attempt(
      UpstreamPicker picker,
      Address address,
      @Nullable String hostHeader,
      @Nullable HashInput input,
      List<Address> before) {
    super(address.socket(), address.name(), hostHeader);
    this.picker = picker;
    this.address = address;
    this.input = input;
    this.tried = new ArrayList<>(before);
    this.tried.add(address);
    address.taken();
  }

  List<Address> tried() {
    return tried;
  }

  @Nullable HashInput input() {
    return input;
  }

  @Override
  public @Nullable String setCookie() {
    return input == null ? null : input.setCookie();
  }

  @Override
  public @Nullable UUID clientCertificate() {
    return picker.rules().clientCertificate();
  }

  /// Kong: a refused connection counts as a TCP failure when another attempt follows; else the
  /// answer made of it counts, which is a 502.
  @Override
  public void refused() {
    if (end()) {
      refused = true;
      changed(address.health().status(BAD_GATEWAY, limits()));
    }
  }

  void retried() {
    if (refused) {
      refused = false;
      changed(address.health().refused(limits()));
    }
  }

  @Override
  public void timedOut() {
    if (end()) {
      changed(address.health().timedOut(limits()));
    }
  }

  @Override
  public void answered(int status, long nanos) {
    if (!over) {
      address.answeredIn(nanos, System.nanoTime());
      changed(address.health().status(status, limits()));
    }
  }

  @Override
  public void released() {
    end();
  }

  private HealthRules.Limits limits() {
    return picker.rules().health().passive();
  }

  private void changed(boolean health) {
    if (health) {
      picker.healthChanged();
    }
  }

  private boolean end() {
    if (over) {
      return false;
    }
    over = true;
    address.released();
    return true;
  }
}
