package io.troop.transform;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.Unpooled;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.template.Table;
import io.troop.plugin.template.Template;
import io.troop.plugin.template.TemplateException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All changes of one configuration, in the order in which Kong makes them: path, method, headers,
/// body, query. *Immutable and thread-safe.*
public final class RequestChanges {
  private static final Set<String> BODILESS = Set.of("GET", "HEAD", "TRACE");

  private final @Nullable Template path;
  private final @Nullable String method;
  private final HeaderEdits headers;
  private final BodyChange body;
  private final MemberEdits query;

  /// @param uri a template for the path; null to leave it
  /// @param method null to leave it
  public RequestChanges(
      @Nullable String uri,
      @Nullable String method,
      HeaderEdits headers,
      BodyChange body,
      MemberEdits query) {
    this.path = uri == null ? null : Template.of(ByteText.of(uri));
    this.method = method == null ? null : method.toUpperCase(Locale.ROOT);
    this.headers = headers;
    this.body = body;
    this.query = query;
  }

  /// Makes these changes in the request phase; only a body has to be waited for.
  public Handler handler() {
    return mayNeedBody() ? new RequestBodyChangeHandler(this) : new RequestChangeHandler(this);
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
    // Another content type may follow from the changes of headers.
    return (!body.isEmpty() && (body.reads(type(exchange)) || !headers.isEmpty()))
        || (movesForms() && isForm(exchange));
  }

  private static @Nullable String type(Exchange exchange) {
    return exchange.outbound().headers().get("content-type");
  }

  private static boolean isForm(Exchange exchange) {
    return BodyEdits.kind(type(exchange)) == BodyEdits.Kind.FORM;
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
    if (content != null && movesForms() && isForm(exchange)) {
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
    String text = QueryTable.sorted(arguments);
    outbound.query(text.isEmpty() ? null : text);
  }

  private void changeBody(Exchange exchange, byte[] content, Table variables) {
    String type = type(exchange);
    if (type == null || !body.reads(type)) {
      return;
    }
    byte[] changed = body.apply(type, content, variables);
    if (changed != null) {
      exchange.outbound().body(Unpooled.wrappedBuffer(changed));
    }
  }
}
