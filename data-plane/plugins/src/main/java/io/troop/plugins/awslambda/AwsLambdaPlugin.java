package io.troop.plugins.awslambda;

import com.google.auto.service.AutoService;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `aws-lambda`.
@AutoService(Plugin.class)
public final class AwsLambdaPlugin implements Plugin {

  @Override
  public PluginSpec<AwsLambdaConfig> spec() {
    return new PluginSpec<>(
        "aws-lambda",
        750,
        KongVersion.VERSION,
        AwsLambdaConfig.class,
        (config, host) -> new AwsLambdaHandler(config, host, System::getenv));
  }
}
