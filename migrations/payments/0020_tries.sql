-- Cards that were refused are counted: by visit there is an index already.
create index payments_tries on payments.payments (created_by, created_at) where captured_cents = 0;
-- A refund that the provider refuses is asked for again, under a key of its own each time.
alter table payments.refunds add column refusals integer not null default 0;
