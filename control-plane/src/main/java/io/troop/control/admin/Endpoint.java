package io.troop.control.admin;

/// Answers the calls of one method on one path. Throws what [AdminErrors] turns into an answer.
@FunctionalInterface
public interface Endpoint {

  Answer answer(Call call);
}
