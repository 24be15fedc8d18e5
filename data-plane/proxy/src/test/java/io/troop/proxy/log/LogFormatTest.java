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

  /// One line per group, so that every variable the documentation lists is shown to be written.
  @Test
  void everyVariableOfRequestsIsWritten() throws Exception {
    String line =
        line(
            "$remote_addr $realip_remote_addr $remote_user|$request_method $request_uri $uri"
                + " $document_uri $args $query_string $is_args $arg_c $arg_none|$scheme $https"
                + " $host $http_host $server_port $server_protocol $protocol|$content_type"
                + " $content_length|$ssl_protocol $ssl_cipher $ssl_server_name",
            "POST /a/b?c=1&d=2 HTTP/1.1\r\nHost: H.Example:81\r\nContent-Type: text/x\r\n"
                + "Authorization: Basic w7w6cA==\r\nContent-Length: 2\r\n\r\nok");

    String[] groups = line.split("\\|", -1);
    assertThat(groups[0]).isEqualTo("127.0.0.1 127.0.0.1 \\xC3\\xBC");
    assertThat(groups[1]).isEqualTo("POST /a/b?c=1&d=2 /a/b /a/b c=1&d=2 c=1&d=2 ? 1 -");
    assertThat(groups[2]).matches("http - h\\.example H\\.Example:81 \\d+ HTTP/1\\.1 HTTP");
    assertThat(groups[3]).isEqualTo("text/x 2");
    assertThat(groups[4]).isEqualTo("- - -");
  }

  @Test
  void everyVariableOfAnswersIsWritten() throws Exception {
    String line =
        line(
            "[$time_local] $time_iso8601 $msec|$status $body_bytes_sent $bytes_sent"
                + " $bytes_received $request_length|$request_time $session_time"
                + " $upstream_header_time $upstream_response_time|$upstream_addr"
                + " $upstream_status|$kong_request_id $request_id",
            "GET /a HTTP/1.1\r\nHost: h\r\n\r\n");

    String[] groups = line.split("\\|", -1);
    String time = "\\d\\d:\\d\\d:\\d\\d";
    assertThat(groups[0])
        .matches(
            "\\[\\d\\d/\\w{3}/\\d{4}:"
                + time
                + " \\+0000] \\d{4}-\\d\\d-\\d\\dT"
                + time
                + "\\+00:00 \\d{10}\\.\\d{3}");
    assertThat(groups[1]).matches("200 \\d+ \\d+ (\\d+) \\1");
    String[] times = groups[2].split(" ", -1);
    assertThat(times).hasSize(4).allMatch(text -> text.matches("\\d+\\.\\d{3}"));
    assertThat(Double.parseDouble(times[3])).isGreaterThanOrEqualTo(Double.parseDouble(times[2]));
    assertThat(groups[3]).matches("127\\.0\\.0\\.1:\\d+ 200");
    assertThat(groups[4]).matches("([0-9a-f]{32}) \\1");
  }

  @Test
  void anUnknownVariableIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LogFormat.of("$remote_addr $nothing_like_it"))
        .withMessageContaining("$nothing_like_it");
  }
}
