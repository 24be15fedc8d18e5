package io.troop.control.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A request that found its endpoint. *Immutable.*
///
/// @param controlPlane whose configuration it is about
/// @param workspace the workspace it is about
/// @param prefix how the path began that named the control plane and the workspace; empty for none
/// @param parameters what stood in the path in place of `{}`, in order
/// @param body what was sent
/// @param caller who makes the call
public record Call(
    AdminRequest request,
    UUID controlPlane,
    String workspace,
    String prefix,
    List<String> parameters,
    Body body,
    Caller caller) {

  /// What stood in the path in place of the n-th `{}`, counted from 0.
  public String parameter(int n) {
    return parameters.get(n);
  }

  /// The same call with something else in the place of the n-th `{}`.
  Call withParameter(int n, String value) {
    List<String> other = new ArrayList<>(parameters);
    other.set(n, value);
    return new Call(request, controlPlane, workspace, prefix, List.copyOf(other), body, caller);
  }

  /// Whether it came by Konnect's API.
  boolean isInKonnect() {
    return prefix.startsWith(Endpoints.KONNECT);
  }

  /// Who commits what the call changes.
  public String author() {
    return caller.author();
  }

  /// The first value of an argument of the query.
  public Optional<String> argument(String name) {
    return request.argument(name);
  }
}
