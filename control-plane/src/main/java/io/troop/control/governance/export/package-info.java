/// Tells other systems of the audit log: AWS CloudTrail Lake, webhooks, syslog, files,
/// OpenTelemetry collectors, Kafka. Every target has a checkpoint of its own and gets every entry
/// at least once, in order, whoever else is away. Start reading at `Exporter`.
@NullMarked
package io.troop.control.governance.export;

import org.jspecify.annotations.NullMarked;
