-- How long a visit that is to be paid at booking waits for its payment.
alter table directory.clinics add column pay_within_minutes integer not null default 30
    check (pay_within_minutes between 5 and 10080);
