package io.troop.control.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.settings.SettingException;
import org.junit.jupiter.api.Test;

class LuaPatternTest {

  @Test
  void namesTheWorkspaceAndClassesOfCharacters() {
    LuaPattern pattern = LuaPattern.of("/$(workspace)/v%d/.*");

    assertThat(pattern.matches("group1", "/group1/v1/")).isTrue();
    assertThat(pattern.matches("group1", "/group1/v2/deep/er")).isTrue();
    assertThat(pattern.matches("group1", "/group1/")).isFalse();
    assertThat(pattern.matches("group1", "/group2/v1/")).isFalse();
    assertThat(pattern.matches("a.b", "/aXb/v1/")).isFalse();
  }

  @Test
  void escapesWhatLuaTakesAsItIs() {
    assertThat(LuaPattern.of("/a%.b{c}").matches("w", "/a.b{c}")).isTrue();
    assertThat(LuaPattern.of("/a%.b").matches("w", "/aXb")).isFalse();
    assertThat(LuaPattern.of("/%a-x").matches("w", "/abcx")).isTrue();
    assertThat(LuaPattern.of("/%a+-x").matches("w", "/abc-x")).isTrue();
    assertThat(LuaPattern.of("/%a+-x").matches("w", "/abcx")).isFalse();
  }

  @Test
  void refusesWhatIsNoPattern() {
    assertThatThrownBy(() -> LuaPattern.of("/[")).isInstanceOf(SettingException.class);
    assertThatThrownBy(() -> LuaPattern.of(" ")).hasMessageContaining("enforce_route_path_pattern");
  }
}
