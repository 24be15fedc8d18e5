package io.troop.control.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LuaFormTest {

  @Test
  void printsMembersByNameAndNullsAsNull() {
    Map<String, Object> fields = new HashMap<>();
    fields.put("service", null);
    fields.put("name", "cors");
    fields.put("consumer", Map.of("id", "1"));

    assertThat(LuaForm.of(fields)).isEqualTo("{consumer={id=\"1\"},name=\"cors\",service=null}");
  }

  @Test
  void putsNamesThatAreNoWordsIntoBrackets() {
    assertThat(LuaForm.of(Map.of("a-b", 1L))).isEqualTo("{[\"a-b\"]=1}");
  }
}
