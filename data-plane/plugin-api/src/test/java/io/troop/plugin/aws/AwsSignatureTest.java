package io.troop.plugin.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.tools.HttpCall;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Signatures are held against AWS's own test suite of Signature Version 4.
class AwsSignatureTest {
  private static final AwsCredentials KEY =
      new AwsCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", null, null);
  private static final Instant NOW = Instant.parse("2015-08-30T12:36:00Z");
  private final AwsSignature signature = new AwsSignature("us-east-1", "service");

  @ParameterizedTest
  @CsvSource({
    "GET,https://example.amazonaws.com/,"
        + "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    "GET,https://example.amazonaws.com/?Param2=value2&Param1=value1,"
        + "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
    "POST,https://example.amazonaws.com:443,"
        + "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
  })
  void signsAsTheTestSuiteSays(String method, String url, String expected) {
    HttpCall signed = signature.sign(HttpCall.of(method, URI.create(url)), KEY, NOW);

    assertThat(signed.headers())
        .contains(Map.entry("X-Amz-Date", "20150830T123600Z"))
        .contains(
            Map.entry(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                    + " SignedHeaders=host;x-amz-date, Signature="
                    + expected));
  }

  @Test
  void aTemporaryKeySendsItsToken() {
    AwsCredentials temporary = new AwsCredentials("A", "s", "token", NOW);

    HttpCall signed = signature.sign(HttpCall.of("GET", URI.create("https://a/")), temporary, NOW);

    assertThat(signed.headers()).contains(Map.entry("X-Amz-Security-Token", "token"));
    assertThat(signed.headers().getLast().getValue())
        .contains("SignedHeaders=host;x-amz-date;x-amz-security-token,");
  }

  @Test
  void secretsAreNotShown() {
    assertThat(KEY.toString()).doesNotContain("wJalr").contains("AKIDEXAMPLE");
  }
}
