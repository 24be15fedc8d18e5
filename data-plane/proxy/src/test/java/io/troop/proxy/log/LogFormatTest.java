package io.troop.proxy.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.troop.proxy.listener.LoggedRequests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Lines of access logs, of requests through the whole gateway.
@Timeout(60)
class LogFormatTest {

  private static String line(String format, String request) throws Exception {
    return LoggedRequests.line(LogFormat.of(format), request);
  }

  @Test
  void kongsOwnFormat() throws Exception {
    String line =
        LoggedRequests.line(
            LogFormat.KONG,
            "GET /a/b?c=1 HTTP/1.1\r\nHost: h\r\nUser-Agent: me \"1\"\r\n"
                + "Authorization: Basic dTpw\r\n\r\n");

    assertThat(line)
        .matches(
            "127\\.0\\.0\\.1 - u \\[\\d\\d/\\w{3}/\\d{4}:[\\d:]{8} \\+0000\\]"
                + " \"GET /a/b\\?c=1 HTTP/1\\.1\" 200 \\d+ \"-\" \"me \\\\x221\\\\x22\""
                + " kong_request_id: \"[0-9a-f]{32}\"");
  }

  @Test
  void aFormatOfOnesOwn() throws Exception {
    String line =
        line(
            "${request_method} $uri $args $http_x_one $sent_http_content_type $status"
                + " $upstream_status $upstream_addr $request_time",
            "PUT /a/b?c=1 HTTP/1.1\r\nHost: h\r\nX-One: 1\r\nX-One: 2\r\n\r\n");

    assertThat(line)
        .matches("PUT /a/b c=1 1, 2 text/x-echo 200 200 127\\.0\\.0\\.1:\\d+ \\d+\\.\\d{3}");
  }

  @Test
  void anUnknownVariableIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LogFormat.of("$remote_addr $nothing_like_it"))
        .withMessageContaining("$nothing_like_it");
  }
}
