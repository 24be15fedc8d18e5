package io.troop.plugins.zipkin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The tags that a client gives in a header: `a=1; b=2`. *Stateless.*
final class RequestTags {
  private static final Logger LOG = LoggerFactory.getLogger(RequestTags.class);
  private static final Pattern TAG = Pattern.compile("\\s*(\\S+)\\s*=\\s*(.*\\S)\\s*");

  private RequestTags() {}

  static Map<String, String> of(List<String> lines) {
    Map<String, String> tags = new LinkedHashMap<>();
    for (String line : lines) {
      for (String item : line.split(";", -1)) {
        Matcher tag = TAG.matcher(item);
        if (tag.matches()) {
          tags.put(tag.group(1), tag.group(2));
        } else if (!item.isEmpty()) {
          LOG.warn("a tag of a request is not as name=value: {}", item);
        }
      }
    }
    return tags;
  }
}
