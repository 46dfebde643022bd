-- The outbox is read by (xid, id) now (platform/0003), which also serves those who read by xid alone.
drop index if exists directory.outbox_xid;
