package io.troop.ldap;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.PostConnectProcessor;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SingleServerSet;
import com.unboundid.ldap.sdk.StartTLSPostConnectProcessor;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import com.unboundid.util.ssl.SSLUtil;
import com.unboundid.util.ssl.TrustAllTrustManager;
import io.troop.plugin.Host;
import java.security.GeneralSecurityException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The connections to one LDAP server. *Thread-safe; blocks.*
public final class LdapDirectory implements AutoCloseable {
  private static final int MOST_CONNECTIONS = 20;

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

  private final LdapServer server;
  private final Host host;
  private @Nullable LDAPConnectionPool pool;

  public LdapDirectory(LdapServer server, Host host) {
    this.server = server;
    this.host = host;
  }

  /// Something to ask a server. A connection may be anybody's before.
  public interface Question<T> {
    T ask(LDAPConnection connection) throws LDAPException;
  }

  /// @throws Unreachable when the server can't be asked
  public <T> T ask(Question<T> question) throws Unreachable {
    try {
      LDAPConnectionPool connections = pool();
      LDAPConnection connection = connections.getConnection();
      try {
        T answer = question.ask(connection);
        connections.releaseConnection(connection);
        return answer;
      } catch (LDAPException e) {
        connections.releaseDefunctConnection(connection);
        throw e;
      }
    } catch (LDAPException | GeneralSecurityException e) {
      throw new Unreachable(
          "no answer of the LDAP server at "
              + server.host()
              + ":"
              + server.port()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  /// Whether the server takes this for somebody's name and password.
  public static boolean binds(LDAPConnection connection, String name, String password)
      throws LDAPException {
    try {
      connection.bind(name, password);
      return true;
    } catch (LDAPException e) {
      if (REFUSALS.contains(e.getResultCode())) {
        return false;
      }
      throw e;
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
    options.setConnectTimeoutMillis((int) server.timeout());
    options.setResponseTimeoutMillis(server.timeout());
    SSLUtil tls =
        new SSLUtil(server.verifies() ? host.tools().trust() : new TrustAllTrustManager());
    if (server.verifies()) {
      options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(false));
    }
    SingleServerSet only =
        server.ldaps()
            ? new SingleServerSet(
                server.host(), server.port(), tls.createSSLSocketFactory(), options)
            : new SingleServerSet(server.host(), server.port(), options);
    PostConnectProcessor startTls =
        server.startTls() ? new StartTLSPostConnectProcessor(tls.createSSLContext()) : null;
    LDAPConnectionPool made = new LDAPConnectionPool(only, null, 0, MOST_CONNECTIONS, startTls);
    made.setMaxConnectionAgeMillis(server.keepalive());
    return made;
  }

  @Override
  public synchronized void close() {
    if (pool != null) {
      pool.close();
    }
  }
}
