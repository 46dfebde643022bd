-- What patients say of a visit: public from its first moment, hence not sealed, and without a name. One per visit, for ever: a
-- review that is withdrawn keeps its row, without words, so that what was hidden does not come back as a new one.
create table directory.reviews (
    id             uuid        primary key,
    appointment_id uuid        not null,
    doctor_id      uuid        not null references directory.doctors,
    clinic_id      uuid        not null,
    patient_id     uuid        not null,
    country        text,
    rating         integer     not null check (rating between 1 and 5),
    comment        text        check (length(comment) between 1 and 2000),
    state          text        not null default 'published' check (state in ('published', 'hidden', 'withdrawn')),
    hidden_reason  text        check (length(hidden_reason) between 1 and 500),
    reply          text        check (length(reply) between 1 and 2000),
    replied_at     timestamptz,
    version        bigint      not null default 1,
    created_at     timestamptz not null,
    updated_at     timestamptz not null,
    constraint reviews_once unique (appointment_id),
    check ((reply is null) = (replied_at is null)),
    check ((state = 'hidden') = (hidden_reason is not null)),
    check (state <> 'withdrawn' or (comment is null and reply is null))
);
create index reviews_of_doctor on directory.reviews (doctor_id, state, created_at desc, id desc) include (rating);
create index reviews_of_patient on directory.reviews (patient_id, created_at desc, id desc);
create index reviews_newest on directory.reviews (created_at desc, id desc);
create index reviews_hidden on directory.reviews (created_at desc, id desc) where state = 'hidden';

-- Until now these columns were written by nobody but the demo world, which invented them.
update directory.doctors set rating = 0, review_count = 0 where rating <> 0 or review_count <> 0;
