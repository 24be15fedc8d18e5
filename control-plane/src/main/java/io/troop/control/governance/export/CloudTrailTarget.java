package io.troop.control.governance.export;

import io.troop.control.document.Json;
import io.troop.control.governance.audit.Entry;
import io.troop.control.remote.AwsKeys;
import io.troop.control.remote.Http;
import io.troop.plugin.aws.AwsSignature;
import io.troop.plugin.tools.HttpCall;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// AWS CloudTrail Lake: `PutAuditEvents` to a channel, at most a hundred events at once.
final class CloudTrailTarget implements Target {

  private static final int MOST = 100;

  /// Less than what CloudTrail takes, in characters: some of them are two bytes or are escaped.
  private static final int LONGEST_EVENT = 100_000;

  private static final int LONGEST_CALL = 400_000;
  private static final String SERVICE = "cloudtrail-data";

  private final Http http;
  private final AwsKeys keys;
  private final InstantSource clock;
  private final String region;
  private final String account;
  private final URI uri;
  private final String hostname;

  CloudTrailTarget(Config config, Http http, AwsKeys keys, InstantSource clock, String hostname) {
    this.http = http;
    this.keys = keys;
    this.clock = clock;
    this.hostname = config.find("hostname").orElse(hostname);
    String channel = config.get("channel_arn");
    String[] parts = channel.split(":", 6);
    if (parts.length != 6 || !parts[0].equals("arn")) {
      throw new Config.Wrong(
          config.target()
              + ": channel_arn (expected: arn:aws:cloudtrail:region:account:channel/id)");
    }
    this.region = config.find("region").orElse(parts[3]);
    this.account = parts[4];
    String endpoint =
        config.find("endpoint").orElse("https://cloudtrail-data." + region + ".amazonaws.com");
    this.uri =
        URI.create(
            endpoint
                + "/PutAuditEvents?channelArn="
                + AwsSignature.encoded(channel, false)
                + config
                    .find("external_id")
                    .map(id -> "&externalId=" + AwsSignature.encoded(id, false))
                    .orElse(""));
  }

  @Override
  public int most() {
    return MOST;
  }

  @Override
  public List<Entry> send(List<Entry> entries) throws IOException, InterruptedException {
    List<Map<String, String>> events = new ArrayList<>();
    int size = 0;
    for (Entry entry : entries) {
      String data = Events.cloudTrail(entry, hostname, account, LONGEST_EVENT);
      size += data.length();
      if (size > LONGEST_CALL && !events.isEmpty()) {
        break; // The rest counts as not taken, and comes next.
      }
      events.add(Map.of("id", Events.id(entry), "eventData", data));
    }
    byte[] body = Json.text(Map.of("auditEvents", events)).getBytes(StandardCharsets.UTF_8);
    HttpCall call =
        new AwsSignature(region, SERVICE)
            .sign(
                HttpCall.of("POST", uri).with("Content-Type", "application/json").with(body),
                keys.key(region),
                clock.instant());
    Map<String, String> headers = new LinkedHashMap<>();
    call.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
    Set<String> taken = taken(http.post(uri, headers, body));
    return entries.stream().filter(entry -> !taken.contains(Events.id(entry))).toList();
  }

  /// The ids of the events that are there now, those that were there before included. What the
  /// answer does not name counts as refused.
  private static Set<String> taken(String answer) throws IOException {
    Set<String> taken = new HashSet<>();
    try {
      Map<String, @Nullable Object> members = Json.object(answer);
      each(members.get("successful"), event -> taken.add(String.valueOf(event.get("id"))));
      each(
          members.get("failed"),
          event -> {
            if (String.valueOf(event.get("errorCode")).contains("Duplicate")) {
              taken.add(String.valueOf(event.get("id")));
            }
          });
      return taken;
    } catch (Json.Malformed _) {
      throw new IOException("CloudTrail answered something that is no JSON object");
    }
  }

  private static void each(@Nullable Object list, Consumer<Map<?, ?>> reader) {
    if (list instanceof List<?> events) {
      for (Object event : events) {
        if (event instanceof Map<?, ?> map) {
          reader.accept(map);
        }
      }
    }
  }
}
