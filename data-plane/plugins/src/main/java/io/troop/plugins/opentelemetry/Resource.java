package io.troop.plugins.opentelemetry;

import io.troop.plugin.Exchange;
import io.troop.plugin.Host;
import io.troop.plugin.KongVersion;
import io.troop.plugin.template.Template;
import io.troop.plugin.template.TemplateException;
import io.troop.transform.RequestVariables;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is said of the gateway: some attributes that are always the same, and some whose templates
/// take values from the request. *Immutable and thread-safe.*
final class Resource {
  private static final Logger LOG = LoggerFactory.getLogger(Resource.class);

  private final Map<String, Object> constant = new LinkedHashMap<>();
  private final Map<String, Template> templates = new LinkedHashMap<>();

  Resource(OpentelemetryConfig config, Host host) {
    constant.put("service.name", "kong");
    constant.put("service.instance.id", host.nodeId().toString());
    constant.put("service.version", KongVersion.VERSION);
    Map<String, String> attributes =
        config.resourceAttributes() == null ? Map.of() : config.resourceAttributes();
    attributes.forEach((name, text) -> {
      Template template = readable(text);
      if (template == null) {
        constant.put(name, text);
      } else {
        constant.remove(name);
        templates.put(name, template);
      }
    });
  }

  /// The template that a text is; null for one that is the same for all requests. Kong: takes a
  /// template that can't be read for plain text.
  private static @Nullable Template readable(String text) {
    try {
      Template template = Template.of(text);
      return template.isConstant() ? null : template;
    } catch (TemplateException unreadable) {
      return null;
    }
  }

  /// Whether it differs from request to request.
  boolean varies() {
    return !templates.isEmpty();
  }

  /// What is said where there is no request.
  Map<String, Object> attributes() {
    return constant;
  }

  /// What is said with this request. An attribute whose template fails is left out.
  Map<String, Object> attributes(Exchange exchange) {
    Map<String, Object> all = new LinkedHashMap<>(constant);
    RequestVariables variables = RequestVariables.of(exchange);
    templates.forEach((name, template) -> {
      try {
        all.put(name, template.render(variables));
      } catch (TemplateException problem) {
        LOG.error("the resource attribute {} has no value: {}", name, problem.getMessage());
      }
    });
    return all;
  }
}
