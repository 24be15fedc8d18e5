package io.troop.control.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.CannotCreateTransactionException;

/// What a client is told of failures that are not its own.
class AdminErrorsTest {

  @Test
  void aFullDiskOfTheDatabaseIsTold() {
    SQLException full = new SQLException("could not extend file \"base/5/16502\"", "53100");

    Answer answer = AdminErrors.of(new DataAccessResourceFailureException("insert", full));

    assertThat(answer.status()).isEqualTo(503);
    assertThat(message(answer)).contains("disk", "full", "nothing was changed", "make room");
    assertThat(message(answer)).doesNotContain("base/5");
  }

  @Test
  void aDatabaseThatIsAwayIsToldWithoutItsAddress() {
    SQLException away = new SQLException("Connection to db.internal:5432 refused", "08001");

    Answer answer = AdminErrors.of(new CannotCreateTransactionException("no connection", away));

    assertThat(answer.status()).isEqualTo(503);
    assertThat(message(answer)).contains("database can't be used now").doesNotContain("internal");
  }

  private static String message(Answer answer) {
    return String.valueOf(answer.body());
  }
}
