package io.troop.plugin.schema;

import static io.troop.plugin.schema.Type.Plain.INTEGER;
import static io.troop.plugin.schema.Type.Plain.NUMBER;
import static io.troop.plugin.schema.Type.Plain.STRING;

import io.troop.plugin.schema.annotation.Typedef;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The fields that Kong's schemas know by name (`db/schema/typedefs.lua`). *Stateless.*
public final class Typedefs {

  /// All protocols a route may have, in the order in which messages list them.
  public static final List<String> PROTOCOLS =
      List.of("grpc", "grpcs", "http", "https", "tcp", "tls", "tls_passthrough", "udp");

  /// Those that are HTTP.
  public static final List<String> HTTP_PROTOCOLS = List.of("grpc", "grpcs", "http", "https");

  static final Field TTL =
      number(0, 1e8).doc("Seconds after which the entity is gone; null to keep it.");

  private static final Map<Typedef, Field> FIELDS = new EnumMap<>(Typedef.class);

  static {
    for (Typedef typedef : Typedef.values()) {
      FIELDS.put(typedef, make(typedef));
    }
  }

  private Typedefs() {}

  /// The field that a typedef stands for; unnamed.
  public static Field of(Typedef typedef) {
    Field field = FIELDS.get(typedef);
    return field == null ? make(typedef) : field;
  }

  /// The same under a name.
  static Field field(String name, Field typedef) {
    return typedef.named(name);
  }

  private static Field make(Typedef typedef) {
    return switch (typedef) {
      case AUTO_TIMESTAMP_MS ->
          timestamp(NUMBER).doc("A time in seconds since 1970, with milliseconds as a fraction.");
      case AUTO_TIMESTAMP_S -> timestamp(INTEGER).doc("A time in whole seconds since 1970.");
      case CERTIFICATE -> text(Pem::certificateProblem).doc("A certificate in PEM format.");
      case CIDR_V4 -> text(Formats::cidrV4).doc("An IPv4 address or network, such as 10.0.0.0/8.");
      case COOKIE_NAME -> text(Formats::cookieName).doc("The name of a cookie.");
      case DESTINATIONS -> endpoints("Addresses and ports of the gateway that connections reach.");
      case HEADERS -> headers();
      case HEADER_NAME -> text(Formats::headerName).doc("The name of an HTTP header.");
      case HOST -> text(Formats::host).doc("A host name or address, without a port.");
      case HOSTS -> hosts();
      case HOST_WITH_OPTIONAL_PORT ->
          text(Formats::hostWithOptionalPort)
              .doc("A host name or address, with or without a port.");
      case HTTP_METHOD ->
          Field.part(STRING)
              .with(new Constraint.Match("^%u+$"))
              .doc("An HTTP method in capital letters.");
      case IP -> text(Formats::ip).doc("An IPv4 or IPv6 address.");
      case IP_OR_CIDR -> text(Formats::ipOrCidr).doc("An IP address or a network in CIDR form.");
      case KEY -> text(Pem::keyProblem).doc("A private key in PEM format.");
      case LUA_CODE ->
          Field.part(new Type.MapOf(some(), some()))
              .doc("Lua code by the name of the value it computes.");
      case METHODS ->
          Field.part(new Type.SetOf(of(Typedef.HTTP_METHOD)))
              .doc("HTTP methods, in capital letters.");
      case NAME -> text(Formats::name).with(Trait.UNIQUE).doc("A name that no other has.");
      case PATH -> path();
      case PORT -> integer(0, 65535).doc("A port, from 0 to 65535.");
      case PROTOCOL ->
          Field.part(STRING).with(new Constraint.OneOf(List.copyOf(PROTOCOLS))).doc("A protocol.");
      case PROTOCOLS ->
          Field.part(new Type.SetOf(of(Typedef.PROTOCOL)))
              .required(true)
              .preset(HTTP_PROTOCOLS)
              .doc("The protocols of the requests it applies to.");
      case PROTOCOLS_HTTP -> protocols(HTTP_PROTOCOLS, HTTP_PROTOCOLS);
      case REGEX -> Field.part(STRING).with(new Constraint.IsRegex()).doc("A regular expression.");
      case ROUTER_PATH -> routerPath();
      case ROUTER_PATHS ->
          Field.part(new Type.ArrayOf(of(Typedef.ROUTER_PATH)))
              .doc("Paths, as a prefix or as a regular expression behind ~.");
      case SEMANTIC_VERSION -> version();
      case SNI -> text(Formats::sni).doc("A host name that a TLS client may ask for.");
      case SOURCES -> endpoints("Addresses and ports that connections come from.");
      case TAG -> text(Formats::tag).required(true).doc("A tag.");
      case TAGS ->
          Field.part(new Type.SetOf(of(Typedef.TAG))).doc("Words to group entities and find them.");
      case TIMEOUT -> integer(0, Integer.MAX_VALUE - 1).doc("A time limit in milliseconds.");
      case TTL -> TTL;
      case URL -> text(Formats::url).doc("A URL with a scheme and a host.");
      case UTF8_NAME -> text(Formats::utf8Name).with(Trait.UNIQUE).doc("A name that no other has.");
      case UUID ->
          Field.part(STRING).with(new Constraint.Uuid()).with(Trait.AUTO).doc("The id, a UUID.");
      case WILDCARD_HOST ->
          text(Formats::wildcardHost)
              .doc("A host name, which may have a wildcard as its first or last character.");
    };
  }

  /// The protocols that a plugin may name.
  static Field protocols(List<String> allowed, List<String> preset) {
    return Field.part(
            new Type.SetOf(Field.part(STRING).with(new Constraint.OneOf(List.copyOf(allowed)))))
        .required(true)
        .preset(preset)
        .doc("The protocols of the requests it applies to.");
  }

  private static Field some() {
    return Field.part(STRING).with(new Constraint.Length(Constraint.Compare.MIN, 1));
  }

  private static Field text(Function<String, @Nullable String> problem) {
    return Field.part(STRING).with(new Constraint.Custom(value -> problem.apply((String) value)));
  }

  private static Field integer(double min, double max) {
    return Field.part(INTEGER).with(new Constraint.Between(min, max));
  }

  private static Field number(double min, double max) {
    return Field.part(NUMBER).with(new Constraint.Between(min, max));
  }

  private static Field timestamp(Type type) {
    return Field.part(type).with(new Constraint.Timestamp()).with(Trait.AUTO);
  }

  private static Field path() {
    return text(Formats::path)
        .with(
            new Constraint.StartsWith("/"),
            new Constraint.MatchAll(
                List.of(new Constraint.Rule("//", "must not have empty segments")), false))
        .doc("A path that begins with a slash and has no empty segment.");
  }

  private static Field routerPath() {
    return text(Formats::routerPath)
        .with(
            new Constraint.MatchAny(
                List.of(LuaPattern.of("^/"), LuaPattern.of("^~/")),
                "should start with: / (fixed path) or ~/ (regex path)"),
            new Constraint.MatchAll(
                List.of(new Constraint.Rule("//", "must not have empty segments")), false))
        .doc("The beginning of a path, or a regular expression behind ~.");
  }

  private static Field hosts() {
    Field host =
        text(Formats::routeHost)
            .with(
                new Constraint.MatchAll(
                    List.of(
                        new Constraint.Rule(
                            "^[^*]*%*?[^*]*$", "invalid wildcard: must have at most one wildcard")),
                    true),
                new Constraint.MatchAny(
                    List.of(
                        LuaPattern.of("^%*%."), LuaPattern.of("%.%*$"), LuaPattern.of("^[^*]*$")),
                    "invalid wildcard: must be placed at leftmost or rightmost label"));
    return Field.part(new Type.ArrayOf(host))
        .doc("Host names; the first or last label may be a wildcard.");
  }

  private static Field headers() {
    return Field.part(
            new Type.MapOf(
                of(Typedef.HEADER_NAME), Field.part(new Type.ArrayOf(Field.part(STRING)))))
        .doc("Header names, each with its values.");
  }

  private static Field endpoints(String doc) {
    Schema endpoint =
        Schema.of(
            "",
            List.of(of(Typedef.IP_OR_CIDR).named("ip"), of(Typedef.PORT).named("port")),
            List.of(Check.atLeastOneOf("ip", "port")));
    return Field.part(new Type.SetOf(Field.part(new Type.RecordOf(endpoint)))).doc(doc);
  }

  private static Field version() {
    return Field.part(STRING)
        .with(
            new Constraint.MatchAny(
                List.of(LuaPattern.of("^%d+[%.%d]*$"), LuaPattern.of("^%d+[%.%d]*%-?.*$")),
                "invalid version number: must be in format of X.Y.Z"),
            new Constraint.MatchAll(
                List.of(new Constraint.Rule("%.%.", "must not have empty version segments")),
                false))
        .doc("A version such as 1.2.3.");
  }
}
