package io.troop.transform;

import io.troop.plugin.template.Table;
import io.troop.plugin.template.Template;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A change whose value is a template: `name:$(headers.x)`. *Immutable.*
///
/// @param name [ByteText]
/// @param template null when the change has no value
public record Edit(String name, @Nullable Template template) {

  /// The change that a text is.
  ///
  /// @throws io.troop.plugin.template.TemplateException when its value is no template
  public static Edit of(String text) {
    Pair pair = Pair.of(ByteText.of(text));
    return new Edit(pair.name(), pair.value() == null ? null : Template.of(pair.value()));
  }

  /// The change that a text is when what stands in it is no template.
  static Edit plain(String text) {
    Pair pair = Pair.of(ByteText.of(text));
    return new Edit(pair.name(), pair.value() == null ? null : Template.constant(pair.value()));
  }

  /// The changes that these texts are, in order.
  public static List<Edit> all(List<String> texts) {
    List<Edit> edits = new ArrayList<>(texts.size());
    for (String text : texts) {
      edits.add(of(text));
    }
    return List.copyOf(edits);
  }

  /// The value for a request; null when there is none.
  public @Nullable String value(Table variables) {
    return template == null ? null : template.render(variables);
  }
}
