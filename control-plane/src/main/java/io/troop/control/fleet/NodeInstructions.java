package io.troop.control.fleet;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How to start a new node, as text to be copied: for Docker, for Helm on Kubernetes, and for
/// Linux. *Immutable.*
///
/// @param endpoint host and port for configuration
/// @param telemetry host and port for telemetry
/// @param certificate PEM text
/// @param privateKey PEM text, a secret; null when only its owner has it
/// @param authority PEM text of what the node has to trust
record NodeInstructions(
    String endpoint,
    String telemetry,
    Map<String, String> labels,
    String certificate,
    @Nullable String privateKey,
    String authority,
    String image) {

  private static final String OWN_KEY = "(the private key of this certificate)";
  private static final String SECRETS = "/etc/secrets/";

  /// Without the key.
  @Override
  public String toString() {
    return "instructions for a node of " + endpoint;
  }

  private static String host(String place) {
    String host = place.substring(0, place.lastIndexOf(':'));
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private String key() {
    return privateKey == null ? OWN_KEY : privateKey;
  }

  /// The settings all ways have in common, without certificates.
  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("role", "data_plane");
    settings.put("database", "off");
    settings.put("vitals", "off");
    settings.put("cluster_mtls", "pki");
    settings.put("cluster_control_plane", endpoint);
    settings.put("cluster_server_name", host(endpoint));
    settings.put("cluster_telemetry_endpoint", telemetry);
    settings.put("cluster_telemetry_server_name", host(telemetry));
    settings.put("lua_ssl_trusted_certificate", "system");
    settings.put("konnect_mode", "on");
    if (!labels.isEmpty()) {
      settings.put(
          "cluster_dp_labels",
          labels.entrySet().stream()
              .sorted(Map.Entry.comparingByKey())
              .map(label -> label.getKey() + ":" + label.getValue())
              .collect(Collectors.joining(",")));
    }
    return settings;
  }

  Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("docker", Map.of("command", docker()));
    Map<String, Object> kubernetes = new LinkedHashMap<>();
    kubernetes.put("files", files());
    kubernetes.put(
        "commands",
        """
        kubectl create namespace kong
        kubectl create secret tls kong-cluster-cert -n kong --cert=tls.crt --key=tls.key
        kubectl create secret generic kong-cluster-ca -n kong --from-file=ca.crt
        helm install my-kong kong/kong -n kong --values values.yaml
        """);
    kubernetes.put("values.yaml", values());
    document.put("kubernetes", kubernetes);
    Map<String, Object> linux = new LinkedHashMap<>();
    linux.put("files", files());
    linux.put("folder", "/etc/kong");
    linux.put("kong.conf", conf());
    linux.put("command", "kong start -c /etc/kong/kong.conf");
    document.put("linux", linux);
    return document;
  }

  private Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("tls.crt", certificate);
    files.put("tls.key", key());
    files.put("ca.crt", authority);
    return files;
  }

  /// Ends with the image, so that further flags find their place before it.
  private String docker() {
    StringBuilder command = new StringBuilder("docker run -d \\\n");
    Map<String, String> environment = new LinkedHashMap<>(settings());
    environment.put("cluster_cert", certificate.strip());
    environment.put("cluster_cert_key", key().strip());
    environment.put("cluster_ca_cert", authority.strip());
    environment.forEach((name, value) ->
        command
            .append("-e \"KONG_")
            .append(name.toUpperCase(java.util.Locale.ROOT))
            .append('=')
            .append(shell(value))
            .append("\" \\\n"));
    return command.append("-p 8000:8000 \\\n-p 8443:8443 \\\n").append(image).toString();
  }

  /// Within double quotes.
  private static String shell(String value) {
    return value.replaceAll("([\\\\\"$`])", "\\\\$1");
  }

  private String values() {
    int colon = image.lastIndexOf(':');
    boolean tagged = colon > image.lastIndexOf('/');
    StringBuilder values =
        new StringBuilder("image:\n  repository: ")
            .append(tagged ? image.substring(0, colon) : image)
            .append("\n  tag: ")
            .append(yaml(tagged ? image.substring(colon + 1) : "latest"))
            .append("\n\nsecretVolumes:\n  - kong-cluster-cert\n  - kong-cluster-ca\n")
            .append("\nadmin:\n  enabled: false\n\nenv:\n");
    Map<String, String> environment = new LinkedHashMap<>(settings());
    environment.put("cluster_cert", SECRETS + "kong-cluster-cert/tls.crt");
    environment.put("cluster_cert_key", SECRETS + "kong-cluster-cert/tls.key");
    environment.put("cluster_ca_cert", SECRETS + "kong-cluster-ca/ca.crt");
    environment.forEach((name, value) ->
        values.append("  ").append(name).append(": ").append(yaml(value)).append('\n'));
    return values
        .append("\ningressController:\n  enabled: false\n  installCRDs: false\n")
        .toString();
  }

  /// A text that YAML takes for one: `off` alone would be a boolean.
  private static String yaml(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  private String conf() {
    Map<String, String> lines = new LinkedHashMap<>(settings());
    lines.put("cluster_cert", "/etc/kong/tls.crt");
    lines.put("cluster_cert_key", "/etc/kong/tls.key");
    lines.put("cluster_ca_cert", "/etc/kong/ca.crt");
    return lines.entrySet().stream()
        .map(line -> line.getKey() + " = " + line.getValue())
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
