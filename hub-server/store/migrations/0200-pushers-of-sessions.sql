-- A pusher belongs to a session. Those set with a personal token outlived it: nobody could stop them by revoking the token.
delete from chat.pusher where device_id is null;
alter table chat.pusher alter column device_id set not null;
