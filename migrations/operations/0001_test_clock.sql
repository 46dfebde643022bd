-- The offset of the test clock: one row, read by every replica, so that all agree on the time of a test.
create schema operations;

create table operations.test_clock (
    only_row       boolean primary key default true check (only_row),
    offset_seconds bigint not null default 0 check (offset_seconds between 0 and 315360000)
);
insert into operations.test_clock default values;
select platform.grant_schema('operations');
