package io.troop.plugins.requesttransformer;

import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.Matches;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.transform.HeaderPair;
import io.troop.transform.TemplatePair;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The configuration of `request-transformer`. *Immutable.*
@Applies(
    protocols = {"grpc", "grpcs", "http", "https", "tcp", "tls", "tls_passthrough", "udp"},
    defaultProtocols = {"grpc", "grpcs", "http", "https"})
record RequestTransformerConfig(
    @Doc("The method that the upstream gets.") @Is(Typedef.HTTP_METHOD) @Nullable String httpMethod,
    @Doc("What is taken out.") Names remove,
    @Doc("What gets another name.") Renames rename,
    @Doc("What gets another value, when it is there.") Replacements replace,
    @Doc("What is put in, when it is not there.") Values add,
    @Doc("What is put in beside what is there.") Values append) {

  record Names(
      @Doc("Names of members of a JSON body or fields of a form.") @Required @Default("[]")
          List<String> body,
      @Doc("Names of headers.") @Required @Default("[]")
          List<@CheckedBy(HeaderPair.class) String> headers,
      @Doc("Names of query arguments.") @Required @Default("[]") List<String> querystring) {}

  record Renames(
      @Doc("Members of a JSON body or fields of a form, each as `old:new`.")
          @Required
          @Default("[]")
          List<@CheckedBy(TemplatePair.class) String> body,
      @Doc("Headers, each as `old:new`.") @Required @Default("[]")
          List<@Matches("^[^:]+:.*$") @CheckedBy(HeaderPair.Both.class) String> headers,
      @Doc("Query arguments, each as `old:new`.") @Required @Default("[]")
          List<@CheckedBy(TemplatePair.class) String> querystring) {}

  record Replacements(
      @Doc("Members of a JSON body or fields of a form, each as `name:value`.")
          @Required
          @Default("[]")
          List<@CheckedBy(TemplatePair.class) String> body,
      @Doc("Headers, each as `name:value`.") @Required @Default("[]")
          List<@Matches("^[^:]+:.*$") @CheckedBy(TemplatePair.OfHeader.class) String> headers,
      @Doc("Query arguments, each as `name:value`.") @Required @Default("[]")
          List<@CheckedBy(TemplatePair.class) String> querystring,
      @Doc("The path that the upstream is asked for.") @CheckedBy(TemplatePair.Whole.class)
          @Nullable String uri) {}

  record Values(
      @Doc("Members of a JSON body or fields of a form, each as `name:value`.")
          @Required
          @Default("[]")
          List<@CheckedBy(TemplatePair.class) String> body,
      @Doc("Headers, each as `name:value`.") @Required @Default("[]")
          List<@Matches("^[^:]+:.*$") @CheckedBy(TemplatePair.OfHeader.class) String> headers,
      @Doc("Query arguments, each as `name:value`.") @Required @Default("[]")
          List<@CheckedBy(TemplatePair.class) String> querystring) {}
}
