-- Mails are sent by the context notifications now; identity keeps what they say and to which address, and tells of them by an
-- event. A mail that has no event yet gets one.
alter table identity.mails add column user_id uuid references identity.users;
update identity.mails m
   set user_id = coalesce((select l.user_id from identity.links l where l.id = m.link_id),
                          (select u.id from identity.users u where u.email = m.recipient));
delete from identity.mails where user_id is null;
alter table identity.mails alter column user_id set not null;
insert into identity.outbox (id, aggregate_id, type, version, payload, created_at, due_at)
select gen_random_uuid(), id, 'mail.requested', 1,
       jsonb_build_object('mail_id', id, 'user_id', user_id, 'kind', kind), created_at, created_at
  from identity.mails;
-- The consumer of these events, who would otherwise begin after them.
insert into platform.positions (consumer, xid, id, moved_at)
select 'notifications', pg_current_xact_id(), '00000000-0000-0000-0000-000000000000', now()
 where exists (select from identity.mails);
