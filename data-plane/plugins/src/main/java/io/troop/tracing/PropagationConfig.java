package io.troop.tracing;

import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// In which headers a trace is looked for and told on: Kong's `propagation` record. *Immutable.*
public record PropagationConfig(
    @Doc("The formats to look for, the first that is found counts; none for a new trace each time.")
        @Nullable
            List<@OneOf({"w3c", "b3", "jaeger", "ot", "datadog", "aws", "gcp", "instana"}) String>
            extract,
    @Doc("Headers that the upstream does not get.")
        @Nullable List<@Is(Typedef.HEADER_NAME) String> clear,
    @Doc("The formats to write; 'preserve' is the one that was found.")
        @Nullable
            List<
                @OneOf({
                  "preserve",
                  "w3c",
                  "b3",
                  "b3-single",
                  "jaeger",
                  "ot",
                  "datadog",
                  "aws",
                  "gcp",
                  "instana"
                })
                String>
            inject,
    @Doc("The format that 'preserve' stands for when none was found.")
        @Required
        @OneOf({"w3c", "b3", "b3-single", "jaeger", "ot", "datadog", "aws", "gcp", "instana"})
        String defaultFormat) {

  boolean isSet() {
    return extract != null || clear != null || inject != null;
  }
}
