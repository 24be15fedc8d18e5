package io.troop.control.sister;

import io.troop.control.database.OwnConnections;
import io.troop.control.task.Background;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Asks the other processes of this control plane what only each of them can answer, such as for
/// the nodes that are connected to it. *Thread-safe.*
///
/// Questions and answers are rows; PostgreSQL tells the others when to look. How many there are to
/// wait for is known from the connections that listen, which end with their processes.
@Component
public final class Sisters extends Background {

  private static final Logger LOG = LoggerFactory.getLogger(Sisters.class);
  private static final Duration BEFORE_RETRY = Duration.ofSeconds(1);
  private static final Duration LOOK_UP = Duration.ofSeconds(5);

  /// Who asks has long given up by then.
  private static final String OLD = "asked_at < now() - interval '1 minute'";

  private static final String ASKED = "asked";
  private static final String ANSWERED = "answered";

  private final OwnConnections own;
  private final JdbcClient database;
  private final TransactionTemplate transaction;
  private final UUID self = UUID.randomUUID();
  private final Map<String, UnaryOperator<String>> topics = new ConcurrentHashMap<>();
  private final Map<UUID, Semaphore> awaited = new ConcurrentHashMap<>();
  private volatile @Nullable String channel;

  public Sisters(OwnConnections own, JdbcClient database, PlatformTransactionManager transactions) {
    super("sisters");
    this.own = own;
    this.database = database;
    this.transaction = new TransactionTemplate(transactions);
  }

  /// Answers questions about a topic from now on.
  ///
  /// @param answers called on a thread that may block; what it throws is logged, and answered by
  ///   nothing
  public void on(String topic, UnaryOperator<String> answers) {
    topics.put(topic, answers);
  }

  /// A question under way.
  public interface Question {

    /// Waits until all have answered or the limit is over, and is to be called once.
    List<String> answers();
  }

  /// Asks all others, and returns at once.
  ///
  /// @param limit how long to wait for answers, from now
  public Question ask(String topic, String question, Duration limit) {
    int sisters = count();
    if (sisters == 0) {
      return List::of;
    }
    long end = System.nanoTime() + limit.toNanos();
    UUID id = UUID.randomUUID();
    Semaphore told = new Semaphore(0);
    awaited.put(id, told);
    try {
      transaction.executeWithoutResult(_ -> {
        database
            .sql("insert into sister_question (id, topic, question) values (?, ?, ?)")
            .params(id, topic, question)
            .update();
        tell(ASKED, id);
      });
    } catch (RuntimeException problem) {
      awaited.remove(id);
      throw problem;
    }
    return () -> answers(id, told, sisters, end);
  }

  private List<String> answers(UUID id, Semaphore told, int sisters, long end) {
    try {
      if (!told.tryAcquire(sisters, end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        LOG.warn(
            "{} of {} other processes of this control plane did not answer in time",
            sisters - told.availablePermits(),
            sisters);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    awaited.remove(id);
    List<String> answers =
        database
            .sql("select answer from sister_answer where question = ? and answer <> ''")
            .param(id)
            .query((row, _) -> row.getString(1))
            .list();
    transaction.executeWithoutResult(
        _ -> database.sql("delete from sister_question where id = ? or " + OLD).param(id).update());
    return answers;
  }

  private void tell(String word, UUID id) {
    database
        .sql("select pg_notify(?, ?)")
        .params(channel(), word + " " + id + " " + self)
        .query()
        .listOfRows();
  }

  /// Notifications and connections are the database's; tables are the schema's.
  private String channel() {
    String known = channel;
    if (known == null) {
      known =
          database
              .sql("select 'troop_sister_' || left(md5(current_schema()), 12)")
              .query(String.class)
              .single();
      channel = known;
    }
    return known;
  }

  private int count() {
    return database
        .sql(
            "select count(*) from pg_stat_activity where application_name like ? and application_name <> ?")
        .params(channel().replace("_", "\\_") + " %", name(channel()))
        .query(Integer.class)
        .single();
  }

  /// What the connection that listens is called.
  private String name(String channel) {
    return channel + " " + self.toString().substring(0, 18);
  }

  @Override
  protected void run() throws InterruptedException {
    while (isRunning()) {
      try (Connection connection = own.open()) {
        listen(connection);
      } catch (SQLException | RuntimeException problem) {
        if (isRunning()) {
          LOG.warn("not hearing what other control planes ask for now: {}", problem.toString());
          TimeUnit.NANOSECONDS.sleep(BEFORE_RETRY.toNanos());
        }
      }
    }
  }

  private void listen(Connection connection) throws SQLException {
    connection.setAutoCommit(true);
    String channel = channel();
    try (Statement statement = connection.createStatement()) {
      statement.execute("listen " + channel);
    }
    // From here on others wait for answers of this process.
    call(connection, name(channel));
    PGConnection postgres = connection.unwrap(PGConnection.class);
    while (isRunning()) {
      PGNotification[] heard = postgres.getNotifications((int) LOOK_UP.toMillis());
      if (heard != null) {
        for (PGNotification notification : heard) {
          heard(notification.getParameter());
        }
      }
    }
  }

  private static void call(Connection connection, String name) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select set_config('application_name', ?, false)")) {
      statement.setString(1, name);
      statement.execute();
    }
  }

  private void heard(String notification) {
    String[] words = notification.split(" ", 3);
    if (words.length < 3 || words[2].equals(self.toString())) {
      return;
    }
    try {
      UUID id = UUID.fromString(words[1]);
      if (words[0].equals(ASKED)) {
        Thread.ofVirtual()
            .name("sister")
            .start(() ->
                attempt("a question of another control plane was not answered", () -> answer(id)));
      } else {
        Semaphore told = awaited.get(id);
        if (told != null && words[0].equals(ANSWERED)) {
          told.release();
        }
      }
    } catch (IllegalArgumentException _) {
      LOG.warn("\"{}\" is not ours and ignored", notification);
    }
  }

  private record Asked(String topic, String question) {}

  private void answer(UUID id) {
    database
        .sql("select topic, question from sister_question where id = ?")
        .param(id)
        .query((row, _) -> new Asked(row.getString(1), row.getString(2)))
        .optional()
        .ifPresent(asked -> {
          String answer = answer(asked);
          transaction.executeWithoutResult(_ -> {
            // Who asks may have given up meanwhile and taken the question away.
            database
                .sql(
                    "insert into sister_answer select id, ?, ? from sister_question where id = ?"
                        + " for key share")
                .params(self, answer, id)
                .update();
            tell(ANSWERED, id);
          });
        });
  }

  private String answer(Asked asked) {
    UnaryOperator<String> answers = topics.get(asked.topic());
    if (answers == null) {
      return "";
    }
    try {
      return answers.apply(asked.question());
    } catch (RuntimeException problem) {
      LOG.warn("no answer about {}: {}", asked.topic(), problem.toString());
      return "";
    }
  }
}
