package io.troop.protobuf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.Descriptors;
import com.google.protobuf.DynamicMessage;
import io.troop.plugin.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {
  private static final String FILE =
      """
      syntax = "proto3";
      package shop.v1; // the version
      import "google/protobuf/timestamp.proto";
      import "google/api/annotations.proto";
      option java_package = "x";
      enum Size { SMALL = 0; LARGE = 5 [deprecated = true]; }
      /* a message
         with everything */
      message All {
        double a_double = 1;
        float a_float = 2;
        int32 an_int32 = 3;
        int64 an_int64 = 4;
        uint32 a_uint32 = 5;
        sint32 a_sint32 = 6;
        sint64 a_sint64 = 7;
        fixed32 a_fixed32 = 8;
        sfixed64 a_sfixed64 = 9;
        bool a_bool = 10;
        string a_string = 11;
        repeated int32 numbers = 12;
        repeated string texts = 13;
        map<string, Inner> inners = 14;
        Size size = 15;
        Inner inner = 16;
        optional string maybe = 17;
        oneof choice { string left = 18; int32 right = 19; }
        google.protobuf.Timestamp at = 20;
        reserved 30 to 40;
        message Inner { .shop.v1.Size size = 1; repeated Inner more = 2; }
      }
      service Shop {
        rpc Get (All) returns (All.Inner) {
          option (google.api.http) = {
            get: "/v1/{a_string}"
            additional_bindings { post: "/v1" body: "*" }
          };
        };
        rpc Watch (stream All) returns (stream All);
      }
      """;
  private static final ProtoSchema SCHEMA = ProtoSchema.load(FILE);
  private static final MessageType ALL = SCHEMA.methods().getFirst().input();

  private static String roundTrip(String json) {
    byte[] bytes = MessageWriter.write(ALL, (Map<?, ?>) Json.parse(json));
    Map<String, Object> members = new LinkedHashMap<>(MessageReader.read(ALL, bytes));
    members
        .values()
        .removeIf(v -> v.equals(0L) || v.equals("") || v.equals(false) || v.equals(List.of()));
    members.remove("inners", Map.of());
    members.remove("size", "SMALL");
    return Json.write(members);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a_double\":-1.5}",
        "{\"a_float\":0.1}",
        "{\"an_int32\":-7}",
        "{\"an_int64\":9007199254740993}",
        "{\"a_uint32\":4294967295}",
        "{\"a_sint32\":-2147483648}",
        "{\"a_sint64\":-9223372036854775808}",
        "{\"a_fixed32\":4294967295}",
        "{\"a_sfixed64\":-3}",
        "{\"a_bool\":true}",
        "{\"a_string\":\"é\"}",
        "{\"numbers\":[1,-2,300]}",
        "{\"texts\":[\"a\",\"\"]}",
        "{\"inners\":{\"x\":{\"size\":\"LARGE\",\"more\":[]}}}",
        "{\"size\":\"LARGE\"}",
        "{\"inner\":{\"size\":\"SMALL\",\"more\":[{\"size\":\"LARGE\",\"more\":[]}]}}",
        "{\"maybe\":\"there\"}",
        "{\"left\":\"l\"}",
        "{\"right\":3}",
        "{\"at\":\"2024-02-29T23:59:59\"}"
      })
  void whatIsWrittenIsReadAgain(String json) {
    assertThat(roundTrip(json)).isEqualTo(json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'an_int32':'12'} | {'an_int32':12}",
        "{'a_bool':'false','unknown':1} | {}",
        "{'size':5} | {'size':'LARGE'}",
        "{'at':'2024-01-01T01:00:00.5+01:00'} | {'at':'2024-01-01T00:00:00'}",
        "{'at':'2024-01-01'} | {'at':'2024-01-01T00:00:00'}"
      },
      quoteCharacter = '`')
  void whatFitsIsTaken(String sent, String read) {
    assertThat(roundTrip(sent.replace('\'', '"'))).isEqualTo(read.replace('\'', '"'));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'an_int32':'x'}",
        "{'an_int32':2147483648}",
        "{'an_int32':1.5}",
        "{'a_string':1}",
        "{'a_string':null}",
        "{'numbers':1}",
        "{'inner':'x'}",
        "{'size':'HUGE'}",
        "{'inners':[]}",
        "{'at':'yesterday'}"
      })
  void whatDoesNotFitIsRefused(String json) {
    assertThatThrownBy(() -> roundTrip(json.replace('\'', '"'))).isInstanceOf(ProtoException.class);
  }

  @Test
  void absentFieldsHaveTheirDefaults() {
    assertThat(Json.write(MessageReader.read(ALL, new byte[0])))
        .isEqualTo(
            "{\"a_double\":0,\"a_float\":0,\"an_int32\":0,\"an_int64\":0,\"a_uint32\":0,"
                + "\"a_sint32\":0,\"a_sint64\":0,\"a_fixed32\":0,\"a_sfixed64\":0,\"a_bool\":false,"
                + "\"a_string\":\"\",\"numbers\":[],\"texts\":[],\"inners\":{},\"size\":\"SMALL\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0a", "5a05", "ffffffffffffffffffffff01", "0b", "62030102ff"})
  void bytesThatAreNoMessageAreRefused(String hex) {
    assertThatThrownBy(() -> MessageReader.read(ALL, HexFormat.of().parseHex(hex)))
        .isInstanceOf(ProtoException.class);
  }

  @Test
  void googlesOwnCodeReadsWhatIsWritten() throws Exception {
    var type = DescriptorProtos.DescriptorProto.newBuilder().setName("All");
    type.addField(field("an_int32", 3, Type.TYPE_INT32, Label.LABEL_OPTIONAL));
    type.addField(field("a_sint64", 7, Type.TYPE_SINT64, Label.LABEL_OPTIONAL));
    type.addField(field("a_string", 11, Type.TYPE_STRING, Label.LABEL_OPTIONAL));
    type.addField(field("numbers", 12, Type.TYPE_INT32, Label.LABEL_REPEATED));
    Descriptors.FileDescriptor file =
        Descriptors.FileDescriptor.buildFrom(
            DescriptorProtos.FileDescriptorProto.newBuilder()
                .setSyntax("proto3")
                .addMessageType(type)
                .build(),
            new Descriptors.FileDescriptor[0]);
    byte[] bytes =
        MessageWriter.write(
            ALL,
            Map.of("an_int32", -1L, "a_sint64", -2L, "a_string", "ü", "numbers", List.of(5L, -6L)));

    DynamicMessage read = DynamicMessage.parseFrom(file.findMessageTypeByName("All"), bytes);

    assertThat(read.toString().replaceAll("\\s+", " "))
        .isEqualTo("an_int32: -1 a_sint64: -2 a_string: \"\\303\\274\" numbers: 5 numbers: -6 ");
    assertThat(MessageReader.read(ALL, read.toByteArray())).containsEntry("a_string", "ü");
  }

  private static DescriptorProtos.FieldDescriptorProto field(
      String name, int number, Type type, Label label) {
    return DescriptorProtos.FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setType(type)
        .setLabel(label)
        .build();
  }

  @Test
  void methodsHaveTheirPathsTypesAndRules() {
    ProtoMethod get = SCHEMA.method("/shop.v1.Shop/Get");
    assertThat(get.output().name()).isEqualTo("shop.v1.All.Inner");
    assertThat(get.rules())
        .containsExactly(
            new HttpRule("get", "/v1/{a_string}", null), new HttpRule("post", "/v1", "*"));
    assertThat(SCHEMA.method("/shop.v1.Shop/Watch").input()).isSameAs(ALL);
    assertThat(SCHEMA.method("/shop.v1.Shop/Put")).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "message A { B b = 1; } | no type 'B'",
        "message A { | proto:1: the file ends too early",
        "message A { string b = x; } | proto:1: 'x' (expected: a number)",
        "service S { rpc M (A; } | proto:1: ';' (expected: ))",
        "import 'gone.proto'; | import \"gone.proto\" is in none of",
        "what = 1; | proto:1: 'what' (expected: a message",
        "message A {} /* ; | proto:1: a comment without an end"
      },
      quoteCharacter = '`')
  void filesThatCantBeUsedAreRefusedWithTheReason(String file, String reason) {
    assertThatThrownBy(() -> ProtoSchema.load(file.trim()))
        .isInstanceOf(ProtoException.class)
        .hasMessageContaining(reason.trim());
  }

  @Test
  void importsAreFoundBesideTheFile(@TempDir Path folder) throws IOException {
    Files.createDirectory(folder.resolve("parts"));
    Files.writeString(
        folder.resolve("parts/shared.proto"),
        "syntax = 'proto3'; package p; message M { string a = 1; } service T { rpc X(M) returns (M); }");
    Path file =
        Files.writeString(
            folder.resolve("main.proto"),
            "syntax = 'proto3'; package q; import public 'parts/shared.proto';"
                + " service S { rpc Y(p.M) returns (p.M) {} }");

    ProtoSchema schema = ProtoSchema.load(file.toString());

    assertThat(schema.methods()).extracting(ProtoMethod::path).containsExactly("/p.T/X", "/q.S/Y");
    assertThatThrownBy(() -> ProtoSchema.load(folder.resolve("none.proto").toString()))
        .hasMessageContaining("none.proto can't be read (expected: a .proto file on this machine)");
  }

  @Test
  void framesComeInAnyParts() {
    byte[] stream = new byte[13];
    System.arraycopy(GrpcFrames.frame(0, "abc".getBytes(UTF_8)), 0, stream, 0, 8);
    System.arraycopy(GrpcFrames.frame(0, new byte[0]), 0, stream, 8, 5);
    for (int split = 0; split <= stream.length; split++) {
      GrpcFrames frames = new GrpcFrames(100);
      StringBuilder seen = new StringBuilder();
      for (byte[] part :
          List.of(
              java.util.Arrays.copyOf(stream, split),
              java.util.Arrays.copyOfRange(stream, split, stream.length))) {
        frames.take(part).forEach(m -> seen.append(new String(m, UTF_8)).append('.'));
      }
      assertThat(seen).hasToString("abc..");
      assertThat(frames.rest()).isEmpty();
    }
  }

  @Test
  void whatIsNoFramePassesAsItCame() {
    GrpcFrames frames = new GrpcFrames(100);
    assertThat(frames.take("<html>".getBytes(UTF_8))).isEmpty();
    assertThat(frames.isBroken()).isTrue();
    assertThat(frames.take("more".getBytes(UTF_8))).isEmpty();
    assertThat(frames.rest()).asString(UTF_8).isEqualTo("<html>more");
  }
}
