-- A pending visit, like a hold, is kept until hold_until: then it is cancelled unless a payment of it is under way. One
-- that was taken before this has no end: the desk confirms or cancels it.
create index appointments_unpaid on scheduling.appointments (hold_until, id) where status = 'pending' and hold_until is not null;
