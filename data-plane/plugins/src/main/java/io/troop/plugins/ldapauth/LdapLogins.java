package io.troop.plugins.ldapauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.PostConnectProcessor;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SingleServerSet;
import com.unboundid.ldap.sdk.StartTLSPostConnectProcessor;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import com.unboundid.util.ssl.SSLUtil;
import com.unboundid.util.ssl.TrustAllTrustManager;
import io.troop.plugin.Host;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Logins at one LDAP server, remembered for a while, good and bad. *Thread-safe; blocks.*
final class LdapLogins implements AutoCloseable {
  private static final int MOST_CONNECTIONS = 20;
  private static final int MOST_REMEMBERED = 10_000;

  /// Answers that are about the user, and not about the server.
  private static final Set<ResultCode> REFUSALS =
      Set.of(
          ResultCode.INVALID_CREDENTIALS,
          ResultCode.NO_SUCH_OBJECT,
          ResultCode.INVALID_DN_SYNTAX,
          ResultCode.INAPPROPRIATE_AUTHENTICATION,
          ResultCode.INSUFFICIENT_ACCESS_RIGHTS,
          ResultCode.UNWILLING_TO_PERFORM,
          ResultCode.CONFIDENTIALITY_REQUIRED);

  private final LdapAuthConfig config;
  private final InstantSource clock;
  private final Host host;
  private final Map<String, Remembered> remembered =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Remembered> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };
  private @Nullable LDAPConnectionPool pool;

  LdapLogins(LdapAuthConfig config, Host host) {
    this.config = config;
    this.clock = host.clock();
    this.host = host;
  }

  /// Whether the server lets this user in.
  ///
  /// @throws Unreachable when the server can't be asked
  boolean accepts(String user, String password) throws Unreachable {
    String key = digest(user + ":" + password);
    synchronized (remembered) {
      Remembered before = remembered.get(key);
      if (before != null && before.until().isAfter(clock.instant())) {
        return before.accepted();
      }
    }
    boolean accepted = bind(user, password);
    synchronized (remembered) {
      Instant until = clock.instant().plusMillis((long) (config.cacheTtl() * 1000));
      remembered.remove(key);
      remembered.put(key, new Remembered(accepted, until));
    }
    return accepted;
  }

  private boolean bind(String user, String password) throws Unreachable {
    String dn = new RDN(config.attribute(), user) + "," + config.baseDn();
    try {
      LDAPConnectionPool connections = pool();
      LDAPConnection connection = connections.getConnection();
      try {
        connection.bind(dn, password);
        connections.releaseConnection(connection);
        return true;
      } catch (LDAPException e) {
        if (!REFUSALS.contains(e.getResultCode())) {
          connections.releaseDefunctConnection(connection);
          throw e;
        }
        connections.releaseConnection(connection);
        return false;
      }
    } catch (LDAPException | GeneralSecurityException e) {
      throw new Unreachable(
          "no answer of the LDAP server at "
              + config.ldapHost()
              + ":"
              + config.ldapPort()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private synchronized LDAPConnectionPool pool() throws LDAPException, GeneralSecurityException {
    if (pool == null) {
      pool = open();
    }
    return pool;
  }

  private LDAPConnectionPool open() throws LDAPException, GeneralSecurityException {
    LDAPConnectionOptions options = new LDAPConnectionOptions();
    options.setConnectTimeoutMillis((int) config.timeout());
    options.setResponseTimeoutMillis((long) config.timeout());
    SSLUtil tls =
        new SSLUtil(config.verifyLdapHost() ? host.tools().trust() : new TrustAllTrustManager());
    if (config.verifyLdapHost()) {
      options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(false));
    }
    SingleServerSet server =
        config.ldaps()
            ? new SingleServerSet(
                config.ldapHost(), config.ldapPort(), tls.createSSLSocketFactory(), options)
            : new SingleServerSet(config.ldapHost(), config.ldapPort(), options);
    PostConnectProcessor startTls =
        config.startTls() ? new StartTLSPostConnectProcessor(tls.createSSLContext()) : null;
    LDAPConnectionPool made = new LDAPConnectionPool(server, null, 0, MOST_CONNECTIONS, startTls);
    made.setMaxConnectionAgeMillis((long) config.keepalive());
    return made;
  }

  private static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the Java platform has no SHA-256", e);
    }
  }

  @Override
  public synchronized void close() {
    if (pool != null) {
      pool.close();
    }
  }

  private record Remembered(boolean accepted, Instant until) {}

  /// The server could not be asked.
  static final class Unreachable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreachable(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
