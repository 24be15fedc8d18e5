-- What one process of a control plane asks all others on this database, and what they answer. It
-- lives for seconds, so that nothing of it has to outlive a crash.

create unlogged table sister_question (
  id       uuid        primary key,
  topic    text        not null,
  question text        not null,
  asked_at timestamptz not null default now()
);

create unlogged table sister_answer (
  question uuid not null references sister_question on delete cascade,
  process  uuid not null,
  answer   text not null,
  primary key (question, process)
);
