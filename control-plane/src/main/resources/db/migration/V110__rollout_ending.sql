-- What a halted rollout is to end as once its change is taken back: a process that dies between the
-- two steps leaves the second to whoever looks next.
alter table rollout add column ending text;
