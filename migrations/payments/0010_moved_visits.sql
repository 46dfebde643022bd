-- A paid visit that is moved to where it costs less is paid back the difference, as often as that happens.
alter table payments.refunds drop constraint refunds_because_check;
alter table payments.refunds add constraint refunds_because_check
    check (because in ('too_late', 'cancelled', 'no_show', 'desk', 'moved')) not valid;
alter table payments.refunds validate constraint refunds_because_check;
drop index payments.refunds_once;
create unique index refunds_once on payments.refunds (payment_id, because)
    where because not in ('desk', 'moved') and status <> 'failed';
-- Whether a visit is being paid for is asked before it ends.
create index payments_undecided on payments.payments (appointment_id) where due_at is not null;
