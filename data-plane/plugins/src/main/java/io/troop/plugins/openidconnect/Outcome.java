package io.troop.plugins.openidconnect;

import io.troop.plugin.Verdict;
import io.troop.plugin.tools.HttpReply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What comes of a request. *Immutable.*
sealed interface Outcome {

  /// The client is known.
  ///
  /// @param session the session that goes on or begins; null for none
  /// @param cookies what to set, besides the session's
  /// @param shown what the request showed; null for a session or a login
  /// @param reply what the token endpoint answered; null when it was not asked
  /// @param login the address to go back to after a login; null for a request that is none
  record Accepted(
      Holder holder,
      @Nullable Session session,
      List<String> cookies,
      @Nullable Shown shown,
      @Nullable HttpReply reply,
      @Nullable String login)
      implements Outcome {

    static Accepted of(Holder holder) {
      return new Accepted(holder, null, List.of(), null, null, null);
    }

    Accepted session(@Nullable Session other) {
      return new Accepted(holder, other, cookies, shown, reply, login);
    }

    Accepted cookies(List<String> others) {
      return new Accepted(holder, session, others, shown, reply, login);
    }

    Accepted shown(Shown credential) {
      return new Accepted(holder, session, cookies, credential, reply, login);
    }

    Accepted reply(HttpReply answer) {
      return new Accepted(holder, session, cookies, shown, answer, login);
    }

    Accepted login(String address) {
      return new Accepted(holder, session, cookies, shown, reply, address);
    }
  }

  /// The gateway answers.
  record Answered(Verdict.Answer answer, List<String> cookies) implements Outcome {}

  /// The request is not let in.
  record Refused(Refusal refusal) implements Outcome {}
}
