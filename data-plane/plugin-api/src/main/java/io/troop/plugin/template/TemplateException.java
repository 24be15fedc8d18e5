package io.troop.plugin.template;

/// A text that is no template, or an expression that has no value for what it was given.
public final class TemplateException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public TemplateException(String message) {
    super(message);
  }
}
