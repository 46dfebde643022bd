-- Reviews go by their id alone: its month, and within the month at random. Whoever reads pages learns nothing of their order.
drop index directory.reviews_of_doctor, directory.reviews_of_patient, directory.reviews_newest, directory.reviews_hidden;
create index reviews_of_doctor on directory.reviews (doctor_id, state, id desc) include (rating);
create index reviews_of_patient on directory.reviews (patient_id, id desc);
create index reviews_hidden on directory.reviews (id desc) where state = 'hidden';

-- An answer stays below words that its writer never read: then it says so.
alter table directory.reviews
    add column changed_since_reply boolean not null default false,
    add constraint changed_since_a_reply check (reply is not null or not changed_since_reply);
