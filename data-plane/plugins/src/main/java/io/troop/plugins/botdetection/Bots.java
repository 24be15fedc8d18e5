package io.troop.plugins.botdetection;

import java.util.regex.Pattern;

/// The user agents that are known to be bots. *Stateless.*
final class Bots {

  /// Names that a version follows (`name/1`), or that say enough alone.
  private static final Pattern NAMED =
      Pattern.compile(
          "Pingdom\\.com_bot_version_\\d"
              + "|facebookexternalhit/\\d|Twitterbot/\\d|LinkedInBot|Slackbot-LinkExpanding|WhatsApp"
              + "|Googlebot|AdsBot-Google|Mediapartners-Google|Google.*/\\+/web/snippet"
              + "|bingbot|BingPreview|msnbot|Yahoo! Slurp|YahooSeeker|Baiduspider|YandexBot|Yandex\\w"
              + "|DuckDuckBot|Sogou|Exabot|Applebot|SemrushBot|MJ12bot|AhrefsBot|ia_archiver|archive\\.org_bot"
              + "|Nutch|Scrapy|heritrix|Catchpoint|WebThumb|HttpMonitor|TLSProber|masscan|larbin");

  /// HTTP libraries that no person sits before.
  private static final Pattern LIBRARY =
      Pattern.compile(
          "Google-HTTP-Java-Client|Apache-HttpClient|Go-http-client|scalaj-http|Python-urllib|WinHTTP"
              + "|okhttp|aihttp|reqwest|axios|unirest-\\w+|\\bBoto3?/\\d|aws-(?:cli|sdk-\\w+)/\\d|s3fs/\\d");

  /// Anything that calls itself one, with or without a version.
  private static final Pattern SELF_TOLD =
      Pattern.compile(
          "[A-Za-z0-9_\\-]{1,50}(?:[Bb]ot|[Ss]pider|[Ss]craper|[Ii]ndexer|[Aa]rchiver)[/ ]v?\\d"
              + "|[Ss][Pp][Ii][Dd][Ee][Rr]|[Cc][Rr][Aa][Ww][Ll]|[Ss]crape");

  private Bots() {}

  static boolean include(String userAgent) {
    return NAMED.matcher(userAgent).find()
        || LIBRARY.matcher(userAgent).find()
        || SELF_TOLD.matcher(userAgent).find();
  }
}
