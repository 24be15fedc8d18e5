package io.troop.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// A certificate that the control plane issued to a node over its REST interface. *Immutable.*
///
/// @param id of the certificate, by which it can be deleted
public record Enrolment(String id, String certificate, String privateKey, String authority) {

  /// Asks a running control plane for one.
  public static Enrolment of(ControlPlane controlPlane, String name) {
    try {
      Answer answer =
          Http.form("POST", controlPlane.admin("/clustering/enrolments"), "name=" + name);
      if (answer.status() != 201) {
        throw new AssertionError("no certificate for " + name + ": " + answer);
      }
      return new Enrolment(
          text(answer, "id"),
          text(answer, "certificate"),
          text(answer, "private_key"),
          text(answer, "ca_certificate"));
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  /// Deletes the certificate.
  public void revoke(ControlPlane controlPlane) {
    try {
      Answer answer = Http.delete(controlPlane.admin("/clustering/enrolments/" + id));
      if (answer.status() != 204) {
        throw new AssertionError(this + " was not deleted: " + answer);
      }
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  private static String text(Answer answer, String member) {
    return (String)
        Objects.requireNonNull(answer.json(member), member + " is missing in " + answer);
  }

  /// Writes the certificate where the node reads it, and tells it whom to dial.
  void equip(Node node, ControlPlane controlPlane) {
    node.with("KONG_CLUSTER_MTLS", "pki")
        .with("KONG_CLUSTER_CONTROL_PLANE", controlPlane.cluster())
        .with("KONG_CLUSTER_TELEMETRY_ENDPOINT", controlPlane.telemetry())
        .with("KONG_CLUSTER_SERVER_NAME", "localhost")
        .with("KONG_CLUSTER_CERT", write(node, "cluster.crt", certificate))
        .with("KONG_CLUSTER_CERT_KEY", write(node, "cluster.key", privateKey))
        .with("KONG_CLUSTER_CA_CERT", write(node, "cluster-ca.crt", authority));
  }

  private static String write(Node node, String file, String text) {
    Path path = node.home().resolve(file);
    try {
      Files.writeString(path, text);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
    return path.toString();
  }

  /// Without the key.
  @Override
  public String toString() {
    return "the certificate " + id;
  }
}
