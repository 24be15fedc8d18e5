package io.troop.control.konnect;

import io.troop.control.store.ControlPlanes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a client says of a control plane, checked. *Immutable.*
record ControlPlaneBody(ControlPlanes.Details details) {

  private static final String PLAIN = "CLUSTER_TYPE_CONTROL_PLANE";
  private static final List<String> TYPES =
      List.of(
          PLAIN,
          "CLUSTER_TYPE_K8S_INGRESS_CONTROLLER",
          "CLUSTER_TYPE_SERVERLESS",
          "CLUSTER_TYPE_SERVERLESS_V1");
  private static final String GROUP = "CLUSTER_TYPE_CONTROL_PLANE_GROUP";
  private static final List<String> AUTH_TYPES = List.of("pinned_client_certs", "pki_client_certs");
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final List<String> FIELDS =
      List.of(
          "name",
          "description",
          "labels",
          "cluster_type",
          "auth_type",
          "cloud_gateway",
          "proxy_urls");
  private static final int MOST_NAME = 255;

  /// What a stored profile leaves out, filled in.
  static Map<String, @Nullable Object> complete(Map<String, @Nullable Object> profile) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("cluster_type", PLAIN);
    out.put("auth_type", AUTH_TYPES.getFirst());
    out.put("cloud_gateway", false);
    out.put("proxy_urls", List.of());
    out.putAll(profile);
    return out;
  }

  static ControlPlaneBody ofNew(Map<String, @Nullable Object> fields) {
    return read("", "", Map.of(), Map.of(), fields);
  }

  /// A stored control plane with some fields changed.
  static ControlPlaneBody ofChange(
      ControlPlanes.Tenant before, Map<String, @Nullable Object> fields) {
    return read(before.name(), before.description(), before.labels(), before.profile(), fields);
  }

  private static ControlPlaneBody read(
      String name,
      String description,
      Map<String, ? extends @Nullable Object> labels,
      Map<String, ? extends @Nullable Object> profile,
      Map<String, @Nullable Object> fields) {
    List<Problems.Invalid> wrong = new ArrayList<>();
    for (String field : fields.keySet()) {
      if (!FIELDS.contains(field)) {
        wrong.add(new Problems.Invalid(field, "unknown field (expected: one of " + FIELDS + ")"));
      }
    }
    String newName = fields.containsKey("name") ? text(fields, "name", wrong) : name;
    if (wrong.isEmpty() && (newName.isBlank() || newName.length() > MOST_NAME)) {
      wrong.add(
          new Problems.Invalid("name", "required: a text of 1 to " + MOST_NAME + " characters"));
    }
    String newDescription =
        fields.get("description") == null ? description : text(fields, "description", wrong);
    Map<String, ? extends @Nullable Object> newLabels =
        fields.containsKey("labels") ? labels(fields.get("labels"), wrong) : labels;
    Map<String, @Nullable Object> newProfile = new LinkedHashMap<>(profile);
    oneOf(fields, "cluster_type", TYPES, newProfile, wrong);
    oneOf(fields, "auth_type", AUTH_TYPES, newProfile, wrong);
    cloudGateway(fields, wrong);
    if (fields.get("proxy_urls") instanceof List<?> urls) {
      newProfile.put("proxy_urls", urls);
    }
    if (!wrong.isEmpty()) {
      throw Problems.refused(400, "Invalid Parameters", wrong.toArray(Problems.Invalid[]::new));
    }
    return new ControlPlaneBody(
        new ControlPlanes.Details(newName, newDescription, newLabels, newProfile));
  }

  private static String text(
      Map<String, @Nullable Object> fields, String name, List<Problems.Invalid> wrong) {
    if (fields.get(name) instanceof String text) {
      return text;
    }
    wrong.add(new Problems.Invalid(name, "expected: a text"));
    return "";
  }

  private static void oneOf(
      Map<String, @Nullable Object> fields,
      String name,
      List<String> options,
      Map<String, @Nullable Object> into,
      List<Problems.Invalid> wrong) {
    Object value = fields.get(name);
    if (value == null) {
      return;
    }
    if (options.contains(value)) {
      into.put(name, value);
    } else {
      wrong.add(
          new Problems.Invalid(
              name,
              value.equals(GROUP)
                  ? "control plane groups are not offered"
                  : "'" + value + "' (expected: one of " + options + ")"));
    }
  }

  private static void cloudGateway(
      Map<String, @Nullable Object> fields, List<Problems.Invalid> wrong) {
    if (Boolean.TRUE.equals(fields.get("cloud_gateway"))) {
      wrong.add(
          new Problems.Invalid(
              "cloud_gateway", "true (expected: false; nodes are run by their users)"));
    }
  }

  private static Map<String, @Nullable Object> labels(
      @Nullable Object value, List<Problems.Invalid> wrong) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, label) -> {
        if (label == null) {
          return; // Takes the label away.
        }
        if (!LABEL.matcher(String.valueOf(name)).matches() || !(label instanceof String)) {
          wrong.add(
              new Problems.Invalid(
                  "labels." + name,
                  "expected: a name of up to 63 letters, digits, '.', '_' and '-', and a text"));
        }
        out.put(String.valueOf(name), label);
      });
    } else if (value != null) {
      wrong.add(new Problems.Invalid("labels", "expected: names and texts"));
    }
    return out;
  }
}
