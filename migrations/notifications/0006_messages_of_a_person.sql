-- An erasure and an export ask for all messages of one person.
create index messages_of_recipient on notifications.messages (recipient_id, created_at);
