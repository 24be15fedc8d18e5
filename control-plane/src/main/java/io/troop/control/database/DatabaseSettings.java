package io.troop.control.database;

import io.troop.settings.Setting;
import io.troop.settings.Settings;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which PostgreSQL to use. *Immutable.*
///
/// @param url the JDBC address, with the schema and the way of TLS
/// @param schema the schema all tables live in; created when it is missing
record DatabaseSettings(String url, String user, String password, String schema) {

  private static final Setting<String> HOST = Setting.text("pg_host", null);
  private static final Setting<Integer> PORT = Setting.integer("pg_port", 5432, 0, 65535);
  private static final Setting<String> USER = Setting.text("pg_user", "kong");
  private static final Setting<String> PASSWORD = Setting.secret("pg_password");
  private static final Setting<String> DATABASE = Setting.text("pg_database", "kong");
  private static final Setting<Boolean> SSL = Setting.onOff("pg_ssl", false);
  private static final Setting<Boolean> SSL_VERIFY = Setting.onOff("pg_ssl_verify", false);
  private static final Setting<Integer> TIMEOUT =
      Setting.integer("pg_timeout", 5000, 1, Integer.MAX_VALUE);
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]{0,62}");
  private static final Setting<String> SCHEMA =
      new Setting<>(
          "pg_schema",
          "public",
          "the name of a schema: letters, digits, _ and $",
          false,
          text -> PLAIN_NAME.matcher(text).matches() ? text : null);

  /// The server that the settings name; empty when they name none.
  static Optional<DatabaseSettings> external(Settings settings) {
    return settings.find(HOST).map(host -> of(host, settings));
  }

  /// The port an embedded server should take; 0 for any that is free.
  static int embeddedPort(Settings settings) {
    return settings.isSet(PORT.name()) ? settings.get(PORT) : 0;
  }

  private static DatabaseSettings of(String host, Settings settings) {
    String schema = settings.get(SCHEMA);
    String tls =
        !settings.get(SSL) ? "disable" : settings.get(SSL_VERIFY) ? "verify-full" : "require";
    int seconds = Math.max(1, settings.get(TIMEOUT) / 1000);
    String url =
        "jdbc:postgresql://%s:%d/%s?sslmode=%s&currentSchema=%s&connectTimeout=%d&reWriteBatchedInserts=true"
            .formatted(
                host.contains(":") ? "[" + host + "]" : host,
                settings.get(PORT),
                settings.get(DATABASE),
                tls,
                schema,
                seconds);
    return new DatabaseSettings(
        url, settings.get(USER), settings.find(PASSWORD).orElse(""), schema);
  }

  /// Without the password.
  @Override
  public String toString() {
    return user + "@" + url;
  }
}
