-- The chain of seals over the access logs of all contexts (docs/decisions/0007-sealed-access-logs.md).
select platform.create_context_tables('audit');

create table audit.seals (
    number    bigint      primary key check (number > 0),
    kind      text        not null check (kind in ('rows', 'dropped')),
    context   text        not null,
    -- The last row of the context that is sealed so far. Rows of one context are sealed in the order (xid, id).
    until_xid xid8        not null,
    until_id  bigint      not null,
    -- Of rows: what tells each of them apart. Of dropped rows: which month and kinds.
    content   bytea       not null,
    sealed_at timestamptz not null,
    hash      bytea       not null check (octet_length(hash) = 32),       -- of all this and of the seal before
    signature bytea       not null check (octet_length(signature) = 64)  -- Ed25519, of the hash
);
create index seals_context on audit.seals (context, number);
create index seals_dropped on audit.seals (number) where kind = 'dropped';
select platform.append_only('audit.seals');
