-- As in scheduling: followers read the events by transaction.
create index outbox_xid on directory.outbox (xid);
