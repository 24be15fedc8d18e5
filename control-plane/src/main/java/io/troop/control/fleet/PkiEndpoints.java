package io.troop.control.fleet;

import io.troop.certs.Fingerprint;
import io.troop.control.admin.Answer;
import io.troop.control.admin.Call;
import io.troop.control.admin.Endpoint;
import io.troop.control.admin.EndpointSource;
import io.troop.control.admin.Endpoints;
import io.troop.control.fleet.AuthorityRotation.Dependent;
import io.troop.control.fleet.ControlPlaneKeys.Keys;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The authority of a control plane and its rotation, as `docs/fleet.md` describes them.
final class PkiEndpoints implements EndpointSource {

  private final AuthorityRotation rotation;
  private final NodeCertificates certificates;
  private final ServerIdentity identity;
  private final CertificateSettings settings;

  PkiEndpoints(
      AuthorityRotation rotation,
      NodeCertificates certificates,
      ServerIdentity identity,
      CertificateSettings settings) {
    this.rotation = rotation;
    this.certificates = certificates;
    this.identity = identity;
    this.settings = settings;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints
        .add("GET", "/pki", call -> Answer.ok(document(call.controlPlane())))
        .add("POST", "/pki/prepare", step((id, _) -> rotation.prepare(id)))
        .add("POST", "/pki/cancel", step((id, _) -> rotation.cancel(id)))
        .add("POST", "/pki/activate", step(rotation::activate))
        .add("POST", "/pki/retire", step(rotation::retire));
  }

  private Endpoint step(BiConsumer<UUID, Boolean> step) {
    return call -> {
      try {
        step.accept(call.controlPlane(), isForced(call));
        return Answer.ok(document(call.controlPlane()));
      } catch (AuthorityRotation.Refused refused) {
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("message", refused.getMessage());
        answer.put("dependents", dependents(refused.dependents()));
        return Answer.of(409, answer);
      }
    };
  }

  private static boolean isForced(Call call) {
    return String.valueOf(call.body().fields().get("force")).equals("true");
  }

  private Map<String, @Nullable Object> document(UUID controlPlane) {
    Keys keys = rotation.keys(controlPlane);
    List<Map<String, Object>> authorities = new ArrayList<>();
    authorities.add(authority("active", keys.authority().certificate()));
    X509Certificate next = AuthorityRotation.next(keys);
    if (next != null) {
      authorities.add(authority("prepared", next));
    }
    X509Certificate last = keys.last();
    if (last != null) {
      authorities.add(authority("last", last));
    }
    keys.retired().forEach(retired -> authorities.add(authority("retired", retired)));
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("authorities", authorities);
    document.put("next_step", next != null ? "activate" : last != null ? "retire" : "prepare");
    document.put("trust_number", certificates.bundle(controlPlane).number());
    document.put("node_certificate_seconds", settings.life().toSeconds());
    document.put("server_certificate", certificate(identity.current().leaf()));
    document.put("dependents", dependents(rotation.dependents(controlPlane)));
    document.put(
        "unused_enrolments",
        rotation.unused(controlPlane).stream()
            .map(entry ->
                Map.of(
                    "id",
                    entry.id().toString(),
                    "name",
                    String.valueOf(entry.title() == null ? "" : entry.title())))
            .toList());
    return document;
  }

  private static Map<String, Object> authority(String state, X509Certificate certificate) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("state", state);
    document.putAll(certificate(certificate));
    return document;
  }

  private static Map<String, Object> certificate(X509Certificate certificate) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("subject", certificate.getSubjectX500Principal().getName());
    document.put("fingerprint", Fingerprint.of(certificate).hex());
    document.put("issued_at", certificate.getNotBefore().toInstant().getEpochSecond());
    document.put("expires_at", certificate.getNotAfter().toInstant().getEpochSecond());
    return document;
  }

  private static List<Map<String, Object>> dependents(List<Dependent> nodes) {
    List<Map<String, Object>> documents = new ArrayList<>();
    for (Dependent one : nodes) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("node", one.node().id().toString());
      document.put("hostname", one.node().hostname());
      document.put("connected", one.node().connected());
      document.put("why", one.why());
      documents.add(document);
    }
    return documents;
  }
}
