package io.troop.plugins.requesttransformeradvanced;

import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Referenceable;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.transform.HeaderPair;
import io.troop.transform.TemplatePair;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The configuration of `request-transformer-advanced`. *Immutable.*
record RequestTransformerAdvancedConfig(
    @Doc("What is put in, when it is not there.") Values add,
    @Doc("What may pass.") Allowed allow,
    @Doc("What is put in beside what is there.") Values append,
    @Doc("Whether a dot is a part of a member's name; else it leads into nested objects.")
        @Default("true")
        boolean dotsInKeys,
    @Doc("The method that the upstream gets.") @Is(Typedef.HTTP_METHOD) @Nullable String httpMethod,
    @Doc("What is taken out.") Names remove,
    @Doc("What gets another name.") Renames rename,
    @Doc("What gets another value, when it is there.") Replacements replace) {

  record Values(
      @Doc("Members of a JSON body, each as `name:value`.") @Default("[]")
          List<@Referenceable @CheckedBy(TemplatePair.class) String> body,
      @Doc("Headers, each as `name:value`.") @Default("[]")
          List<@Referenceable @CheckedBy(TemplatePair.OfHeader.class) String> headers,
      @Doc("The kinds of the body's values, in their order; texts where there is none.")
          @Default("[]")
          List<@OneOf({"boolean", "number", "string"}) String> jsonTypes,
      @Doc("Query arguments, each as `name:value`.") @Default("[]")
          List<@Referenceable @CheckedBy(TemplatePair.class) String> querystring) {}

  record Allowed(
      @Doc("The only members of the client's JSON body that are kept.")
          @Nullable List<String> body) {}

  record Names(
      @Doc("Members of a JSON body.") @Default("[]") List<String> body,
      @Doc("Names of headers.") @Default("[]") List<@CheckedBy(HeaderPair.class) String> headers,
      @Doc("Names of query arguments.") @Default("[]") List<String> querystring) {}

  record Renames(
      @Doc("Members of a JSON body, each as `old:new`.") @Default("[]")
          List<@Referenceable @CheckedBy(TemplatePair.class) String> body,
      @Doc("Headers, each as `old:new`.") @Default("[]")
          List<@Referenceable @CheckedBy(HeaderPair.Both.class) String> headers,
      @Doc("Query arguments, each as `old:new`.") @Default("[]")
          List<@Referenceable @CheckedBy(TemplatePair.class) String> querystring) {}

  record Replacements(
      @Doc("Members of a JSON body, each as `name:value`.") @Default("[]")
          List<@Referenceable @CheckedBy(TemplatePair.class) String> body,
      @Doc("Headers, each as `name:value`.") @Default("[]")
          List<@Referenceable @CheckedBy(TemplatePair.OfHeader.class) String> headers,
      @Doc("The kinds of the body's values, in their order; texts where there is none.")
          @Default("[]")
          List<@OneOf({"boolean", "number", "string"}) String> jsonTypes,
      @Doc("Query arguments, each as `name:value`.") @Default("[]")
          List<@Referenceable @CheckedBy(TemplatePair.class) String> querystring,
      @Doc("The path that the upstream is asked for.") @CheckedBy(TemplatePair.Whole.class)
          @Nullable String uri) {}
}
