package io.troop.plugins.responsetransformer;

import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Matches;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Since;
import io.troop.transform.HeaderPair;
import java.util.List;

/// The configuration of `response-transformer`. *Immutable.*
record ResponseTransformerConfig(
    @Doc("What is taken out.") Names remove,
    @Doc("What gets another name.") Renames rename,
    @Doc("What gets another value, when it is there.") Values replace,
    @Doc("What is put in, when it is not there.") Values add,
    @Doc("What is put in beside what is there.") Values append) {

  record Names(
      @Doc("Names of members of the JSON body.") @Required @Default("[]") List<String> json,
      @Doc("Names of headers.") @Required @Default("[]") List<String> headers) {}

  record Renames(
      @Doc("Members of the JSON body, each as `old:new`.") @Required @Default("[]") @Since("3.8.0")
          List<@Matches("^[^:]+:.*$") String> json,
      @Doc("Headers, each as `old:new`.") @Required @Default("[]")
          List<@Matches("^[^:]+:.*$") @CheckedBy(HeaderPair.Both.class) String> headers) {}

  record Values(
      @Doc("Members of the JSON body, each as `name:value`.") @Required @Default("[]")
          List<@Matches("^[^:]+:.*$") String> json,
      @Doc("The kinds of these values, in their order; texts where there is none.")
          @Required
          @Default("[]")
          List<@OneOf({"boolean", "number", "string"}) String> jsonTypes,
      @Doc("Headers, each as `name:value`.") @Required @Default("[]")
          List<@Matches("^[^:]+:.*$") String> headers) {}
}
