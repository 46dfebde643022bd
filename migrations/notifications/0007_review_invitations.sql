-- After a visit people are asked how it was: a topic that they can turn off, and clinics too.
alter table notifications.clinic_settings add column invites_reviews boolean not null default true;
alter table notifications.unwanted drop constraint unwanted_topic_check;
alter table notifications.unwanted add constraint unwanted_topic_check
    check (topic in ('confirmations', 'changes', 'reminders', 'reviews'));
