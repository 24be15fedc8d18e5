package io.troop.plugins.requesttransformeradvanced;

import com.google.auto.service.AutoService;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;
import io.troop.transform.HeaderEdits;
import io.troop.transform.JsonEdits;
import io.troop.transform.MemberEdits;
import io.troop.transform.RequestChanges;
import java.util.List;

/// The plugin `request-transformer-advanced`.
@AutoService(Plugin.class)
public final class RequestTransformerAdvancedPlugin implements Plugin {

  @Override
  public PluginSpec<RequestTransformerAdvancedConfig> spec() {
    return new PluginSpec<>(
        "request-transformer-advanced",
        802,
        KongVersion.VERSION,
        RequestTransformerAdvancedConfig.class,
        RequestTransformerAdvancedPlugin::handler);
  }

  private static Handler handler(RequestTransformerAdvancedConfig config, Host host) {
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
                resolved(rename.headers(), host),
                resolved(replace.headers(), host),
                resolved(add.headers(), host),
                resolved(append.headers(), host)),
            new JsonEdits(
                !config.dotsInKeys(),
                config.allow().body(),
                remove.body(),
                resolved(rename.body(), host),
                new JsonEdits.Values(resolved(replace.body(), host), replace.jsonTypes()),
                new JsonEdits.Values(resolved(add.body(), host), add.jsonTypes()),
                new JsonEdits.Values(resolved(append.body(), host), append.jsonTypes())),
            new MemberEdits(
                remove.querystring(),
                resolved(rename.querystring(), host),
                resolved(replace.querystring(), host),
                resolved(add.querystring(), host),
                resolved(append.querystring(), host)))
        .handler();
  }

  /// A change may be a reference to a secret as a whole.
  private static List<String> resolved(List<String> changes, Host host) {
    return changes.stream().map(host::resolve).toList();
  }
}
