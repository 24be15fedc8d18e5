package io.troop.plugins.kafkalog;

import io.troop.kafka.KafkaAuthentication;
import io.troop.kafka.KafkaServer;
import io.troop.kafka.ProducerFields;
import io.troop.kafka.ProducerSettings;
import io.troop.plugin.log.CustomFields;
import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Flat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The configuration of `kafka-log`. *Immutable.*
@Applies(protocols = {"grpc", "grpcs", "http", "https", "ws", "wss"})
record KafkaLogConfig(
    @Doc("How to log in to the brokers.") KafkaAuthentication authentication,
    @Doc("Brokers to ask for the others first.") @Nullable List<KafkaServer> bootstrapServers,
    @Doc("Names the cluster; made up when left out.") @Nullable String clusterName,
    @Doc("Members of the log entry, each with the Lua code that makes its value.")
        @CheckedBy(CustomFields.class)
        @Nullable Map<String, String> customFieldsByLua,
    @Doc("How long an idle connection is kept, in milliseconds.") @Default("60000") int keepalive,
    @Doc("Whether idle connections are kept beyond the client's own limit.") @Default("false")
        boolean keepaliveEnabled,
    @Flat ProducerFields producing) {

  /// The settings of the producer.
  ProducerSettings producer() {
    return producing.settings(bootstrapServers, authentication, keepalive);
  }
}
