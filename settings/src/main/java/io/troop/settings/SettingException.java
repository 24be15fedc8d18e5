package io.troop.settings;

/// A setting that can't be used: names the setting, its value, where it came from and what was
/// expected.
public final class SettingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SettingException(String message) {
    super(message);
  }
}
