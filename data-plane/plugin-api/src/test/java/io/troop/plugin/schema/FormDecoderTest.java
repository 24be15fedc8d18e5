package io.troop.plugin.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormDecoderTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "a=1                          ; {'a':'1'}",
        "a=                           ; {'a':''}",
        "a.b=1                        ; {'a':{'b':'1'}}",
        "a.b.c=1&a.b.d=2              ; {'a':{'b':{'c':'1','d':'2'}}}",
        "a[b]=1                       ; {'a':{'b':'1'}}",
        "a.b[k]=1                     ; {'a':{'b':{'k':'1'}}}",
        "a[]=1&a[]=2                  ; {'a':['1','2']}",
        "a[2]=y&a[1]=x                ; {'a':['x','y']}",
        "a[2]=y                       ; {'a':{'2':'y'}}",
        "a.1=x                        ; {'a':{'1':'x'}}",
        "a=x&a[2]=y                   ; {'a':['x','y']}",
        "a=1&a=2                      ; {'a':['1','2']}",
        "a[1].b=1&a[2].b=2            ; {'a':[{'b':'1'},{'b':'2'}]}",
        "a[1].b=1&a[1].c=2            ; {'a':[{'b':'1','c':'2'}]}",
        "h.x-v[]=1&h.x-v[]=2&h.y[]=3  ; {'h':{'x-v':['1','2'],'y':['3']}}",
        "c.s[1].host=h&c.s[1].port=9  ; {'c':{'s':[{'host':'h','port':'9'}]}}",
        "a.=1                         ; {'a.':'1'}",
        ".a=1                         ; {'.a':'1'}",
        "a[=1                         ; {'a[':'1'}"
      })
  void nests(String form, String json) {
    assertThat(decode(form)).isEqualTo(Json.parse(json.replace('\'', '"')));
  }

  @Test
  void repeatedBracketsCollectInOrder() {
    assertThat(decode("a[]=z&a[]=y&a[]=x")).containsEntry("a", List.of("z", "y", "x"));
  }

  @Test
  void survivesAbsurdNesting() {
    assertThat(decode("a" + "[b]".repeat(10_000) + "=1")).hasSize(1);
  }

  private static Map<String, @Nullable Object> decode(String form) {
    List<Map.Entry<String, String>> pairs = new ArrayList<>();
    for (String pair : form.split("&")) {
      int equals = pair.indexOf('=');
      pairs.add(Map.entry(pair.substring(0, equals), pair.substring(equals + 1)));
    }
    return FormDecoder.decode(pairs);
  }
}
