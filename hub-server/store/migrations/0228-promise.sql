-- What somebody proposes of a message is theirs: it keeps nobody else, who cannot see it, from their own promise.
drop index crm.promise_event;
create unique index promise_event on crm.promise (person_id, coalesce(room, ''), event) where event is not null;
