package io.troop.plugins.requesttransformer;

import com.google.auto.service.AutoService;
import io.troop.plugin.Handler;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;
import io.troop.transform.BodyEdits;
import io.troop.transform.HeaderEdits;
import io.troop.transform.MemberEdits;
import io.troop.transform.RequestChanges;

/// The plugin `request-transformer`.
@AutoService(Plugin.class)
public final class RequestTransformerPlugin implements Plugin {

  @Override
  public PluginSpec<RequestTransformerConfig> spec() {
    return new PluginSpec<>(
        "request-transformer",
        801,
        KongVersion.VERSION,
        RequestTransformerConfig.class,
        (config, _) -> handler(config));
  }

  private static Handler handler(RequestTransformerConfig config) {
    var remove = config.remove();
    var rename = config.rename();
    var replace = config.replace();
    var add = config.add();
    var append = config.append();
    return new RequestChanges(
            replace.uri(),
            config.httpMethod(),
            new HeaderEdits(
                remove.headers(),
                rename.headers(),
                replace.headers(),
                add.headers(),
                append.headers()),
            new BodyEdits(
                new MemberEdits(
                    remove.body(), rename.body(), replace.body(), add.body(), append.body())),
            new MemberEdits(
                remove.querystring(),
                rename.querystring(),
                replace.querystring(),
                add.querystring(),
                append.querystring()))
        .handler();
  }
}
