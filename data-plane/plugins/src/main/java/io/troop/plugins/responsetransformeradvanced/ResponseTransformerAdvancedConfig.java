package io.troop.plugins.responsetransformeradvanced;

import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Matches;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.transform.HeaderPair;
import io.troop.transform.LuaFunctionText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The configuration of `response-transformer-advanced`. *Immutable.*
record ResponseTransformerAdvancedConfig(
    @Doc("What is put in, when it is not there.") Values add,
    @Doc("What may pass.") Allowed allow,
    @Doc("What is put in beside what is there.") Values append,
    @Doc("Whether a dot is a part of a member's name; else it leads into nested objects.")
        @Default("true")
        boolean dotsInKeys,
    @Doc("What is taken out.") Names remove,
    @Doc("What gets another name.") Renames rename,
    @Doc("What gets another value, when it is there.") Replacements replace,
    @Doc("What functions make of the body.") Functions transform) {

  record Values(
      @Doc("Headers, each as `name:value`.") @Default("[]")
          List<@Matches("^[^:]+:.*$") String> headers,
      @Doc("The statuses this is for, such as `200` or `500-599`; all when empty.") @Default("[]")
          List<@CheckedBy(StatusRange.Text.class) String> ifStatus,
      @Doc("Members of the JSON body, each as `name:value`.") @Default("[]")
          List<@Matches("^[^:]+:.*$") String> json,
      @Doc("The kinds of these values, in their order; texts where there is none.") @Default("[]")
          List<@OneOf({"boolean", "number", "string"}) String> jsonTypes) {}

  record Allowed(
      @Doc("The only members of the JSON body that are kept.") @Nullable List<String> json) {}

  record Names(
      @Doc("Names of headers.") @Default("[]") List<String> headers,
      @Doc("The statuses this is for, such as `200` or `500-599`; all when empty.") @Default("[]")
          List<@CheckedBy(StatusRange.Text.class) String> ifStatus,
      @Doc("Members of the JSON body.") @Default("[]") List<String> json) {}

  record Renames(
      @Doc("Headers, each as `old:new`.") @Default("[]")
          List<@Matches("^[^:]+:.*$") @CheckedBy(HeaderPair.Both.class) String> headers,
      @Doc("The statuses this is for, such as `200` or `500-599`; all when empty.") @Default("[]")
          List<@CheckedBy(StatusRange.Text.class) String> ifStatus) {}

  record Replacements(
      @Doc("The body that takes the place of the upstream's.") @Nullable String body,
      @Doc("Headers, each as `name:value`.") @Default("[]")
          List<@Matches("^[^:]+:.*$") String> headers,
      @Doc("The statuses this is for, such as `200` or `500-599`; all when empty.") @Default("[]")
          List<@CheckedBy(StatusRange.Text.class) String> ifStatus,
      @Doc("Members of the JSON body, each as `name:value`.") @Default("[]")
          List<@Matches("^[^:]+:.*$") String> json,
      @Doc("The kinds of these values, in their order; texts where there is none.") @Default("[]")
          List<@OneOf({"boolean", "number", "string"}) String> jsonTypes) {}

  record Functions(
      @Doc(
              "Lua functions of the JSON body, or of each value that `json` names, that return what"
                  + " takes its place.")
          @Default("[]")
          List<@CheckedBy(LuaFunctionText.class) String> functions,
      @Doc("The statuses this is for, such as `200` or `500-599`; all when empty.") @Default("[]")
          List<@CheckedBy(StatusRange.Text.class) String> ifStatus,
      @Doc("Values in the JSON body; the whole body when empty.") @Default("[]")
          List<String> json) {}
}
