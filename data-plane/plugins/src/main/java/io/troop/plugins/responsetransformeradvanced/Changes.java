package io.troop.plugins.responsetransformeradvanced;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.Headers;
import io.troop.plugin.template.LuaFunction;
import io.troop.plugin.template.TemplateException;
import io.troop.transform.JsonEdits;
import io.troop.transform.JsonFunctions;
import io.troop.transform.MediaTypes;
import io.troop.transform.ResponseHeaderEdits;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All that is changed in answers of one status. *Immutable and thread-safe.*
final class Changes {
  private static final Logger log = LoggerFactory.getLogger(Changes.class);

  private final ResponseHeaderEdits headers;
  private final byte @Nullable [] body;
  private final JsonEdits json;
  private final JsonFunctions functions;

  Changes(ResponseTransformerAdvancedConfig config, int status) {
    var remove = config.remove();
    var replace = config.replace();
    boolean removes = StatusRange.contain(remove.ifStatus(), status);
    boolean renames = StatusRange.contain(config.rename().ifStatus(), status);
    boolean replaces = StatusRange.contain(replace.ifStatus(), status);
    boolean adds = StatusRange.contain(config.add().ifStatus(), status);
    boolean appends = StatusRange.contain(config.append().ifStatus(), status);
    boolean transforms = StatusRange.contain(config.transform().ifStatus(), status);
    headers =
        new ResponseHeaderEdits(
            when(removes, remove.headers()),
            when(renames, config.rename().headers()),
            when(replaces, replace.headers()),
            when(adds, config.add().headers()),
            when(appends, config.append().headers()));
    String whole = replaces ? replace.body() : null;
    body = whole == null ? null : whole.getBytes(UTF_8);
    json =
        JsonEdits.plain(
            !config.dotsInKeys(),
            config.allow().json(),
            when(removes, remove.json()),
            List.of(),
            new JsonEdits.Values(when(replaces, replace.json()), replace.jsonTypes()),
            new JsonEdits.Values(when(adds, config.add().json()), config.add().jsonTypes()),
            new JsonEdits.Values(
                when(appends, config.append().json()), config.append().jsonTypes()));
    functions =
        new JsonFunctions(
            when(transforms, config.transform().functions()).stream().map(LuaFunction::of).toList(),
            config.transform().json(),
            !config.dotsInKeys());
  }

  private static List<String> when(boolean condition, List<String> changes) {
    return condition ? changes : List.of();
  }

  void apply(Headers.Mutable answer) {
    headers.apply(answer);
  }

  /// Whether bodies of this content type are changed.
  boolean wantsBody(@Nullable String contentType) {
    return body != null
        || ((!json.isEmpty() || !functions.isEmpty()) && MediaTypes.isJson(contentType));
  }

  /// Whether the body is replaced, whatever it was.
  boolean replacesBody() {
    return body != null;
  }

  /// The changed body.
  byte[] apply(byte[] before) {
    if (body != null) {
      return body.clone();
    }
    byte[] edited = json.isEmpty() ? before : json.changed(before);
    try {
      return functions.apply(edited);
    } catch (TemplateException e) {
      log.error("a function of response-transformer-advanced failed: {}", e.getMessage());
      return edited;
    }
  }
}
