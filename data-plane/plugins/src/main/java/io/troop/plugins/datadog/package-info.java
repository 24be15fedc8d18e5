/// `datadog`: sends metrics of exchanges to a Datadog agent, as datagrams.
@NullMarked
package io.troop.plugins.datadog;

import org.jspecify.annotations.NullMarked;
