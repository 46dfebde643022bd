-- Whom a profile has taken the place of.
create index patients_by_merged_into on patients.patients (merged_into) where merged_into is not null;
