-- The order in which followers read the events: by transaction, because ids are not given in the order of commits.
-- A partition made later gets the index when it is attached.
create index outbox_xid on scheduling.outbox (xid);
