package io.troop.plugins.requesttransformer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.Unpooled;
import io.troop.plugin.Exchange;
import io.troop.plugin.template.Table;
import io.troop.plugin.template.Template;
import io.troop.plugin.template.TemplateException;
import io.troop.transform.BodyEdits;
import io.troop.transform.ByteText;
import io.troop.transform.HeaderEdits;
import io.troop.transform.MemberEdits;
import io.troop.transform.QueryTable;
import io.troop.transform.RequestVariables;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All changes of one configuration, in the order in which Kong makes them: path, method, headers,
/// body, query. *Immutable and thread-safe.*
final class RequestChanges {
  private static final Set<String> BODILESS = Set.of("GET", "HEAD", "TRACE");

  private final @Nullable Template path;
  private final @Nullable String method;
  private final HeaderEdits headers;
  private final BodyEdits body;
  private final MemberEdits query;

  RequestChanges(RequestTransformerConfig config) {
    String uri = config.replace().uri();
    path = uri == null ? null : Template.of(ByteText.of(uri));
    method = config.httpMethod() == null ? null : config.httpMethod().toUpperCase(Locale.ROOT);
    headers =
        new HeaderEdits(
            config.remove().headers(),
            config.rename().headers(),
            config.replace().headers(),
            config.add().headers(),
            config.append().headers());
    body =
        new BodyEdits(
            new MemberEdits(
                config.remove().body(),
                config.rename().body(),
                config.replace().body(),
                config.add().body(),
                config.append().body()));
    query =
        new MemberEdits(
            config.remove().querystring(),
            config.rename().querystring(),
            config.replace().querystring(),
            config.add().querystring(),
            config.append().querystring());
  }

  /// Whether some request's body has to be read.
  boolean mayNeedBody() {
    return !body.isEmpty() || movesForms();
  }

  /// Whether the fields of a form become query arguments, because the new method has no body.
  private boolean movesForms() {
    return method != null && BODILESS.contains(method);
  }

  /// Whether this request's body has to be read.
  boolean needsBody(Exchange exchange) {
    BodyEdits.Kind kind = kind(exchange);
    // Another content type may follow from the changes of headers.
    return (!body.isEmpty() && (kind != null || !headers.isEmpty()))
        || (movesForms() && kind == BodyEdits.Kind.FORM);
  }

  private static BodyEdits.@Nullable Kind kind(Exchange exchange) {
    return BodyEdits.kind(exchange.outbound().headers().get("content-type"));
  }

  /// Changes what goes to the upstream.
  ///
  /// @param content the client's body; null when it was not needed
  /// @throws TemplateException when a template has no value for this request
  void apply(Exchange exchange, byte @Nullable [] content) {
    Exchange.Outbound outbound = exchange.outbound();
    Table variables = RequestVariables.of(exchange);
    if (path != null) {
      outbound.path(path(path.render(variables)));
    }
    if (method != null) {
      outbound.method(method);
    }
    if (content != null && movesForms() && kind(exchange) == BodyEdits.Kind.FORM) {
      moveForm(outbound, content);
    }
    headers.apply(outbound.headers(), variables);
    if (content != null) {
      changeBody(exchange, content, variables);
    }
    if (!query.isEmpty()) {
      Map<String, @Nullable Object> arguments = QueryTable.read(outbound.query());
      query.apply(arguments, variables);
      write(outbound, arguments);
    }
  }

  private static String path(String rendered) {
    if (!rendered.startsWith("/")) {
      throw new TemplateException(
          "replace.uri: '" + rendered + "' is no path (expected: one that begins with /)");
    }
    return ByteText.path(rendered);
  }

  private static void moveForm(Exchange.Outbound outbound, byte[] content) {
    Map<String, @Nullable Object> arguments = QueryTable.read(outbound.query());
    QueryTable.read(new String(content, ISO_8859_1))
        .forEach((name, value) -> {
          if (value != null) {
            QueryTable.add(arguments, name, value);
          }
        });
    write(outbound, arguments);
  }

  private static void write(Exchange.Outbound outbound, Map<String, @Nullable Object> arguments) {
    String text = QueryTable.write(arguments);
    outbound.query(text.isEmpty() ? null : text);
  }

  private void changeBody(Exchange exchange, byte[] content, Table variables) {
    String type = exchange.outbound().headers().get("content-type");
    BodyEdits.Kind kind = BodyEdits.kind(type);
    if (body.isEmpty() || kind == null || type == null) {
      return;
    }
    byte[] changed = body.apply(kind, type, content, variables);
    if (changed != null) {
      exchange.outbound().body(Unpooled.wrappedBuffer(changed));
    }
  }
}
