-- Most records are not open. Where statistics count the others too, SQLite takes an index of them for useless, and a
-- delete reads the whole table to find that nothing is open.
drop index work_orders_open;
create index work_orders_open on work_orders (account_id, open_customer_id) where open_customer_id is not null;
drop index invoices_open;
create index invoices_open on invoices (account_id, open_customer_id) where open_customer_id is not null;
drop index conversations_open;
create index conversations_open on conversations (account_id, open_customer_id) where open_customer_id is not null;
drop index quotes_open;
create index quotes_open on quotes (account_id, open_customer_id) where open_customer_id is not null;
drop index bookings_open;
create index bookings_open on bookings (account_id, open_customer_id) where open_customer_id is not null;
drop index vehicles_by_live_customer;
create index vehicles_by_live_customer on vehicles (account_id, live_customer_id) where live_customer_id is not null;
drop index portal_sessions_by_live_customer;
create index portal_sessions_by_live_customer on portal_sessions (account_id, live_customer_id)
    where live_customer_id is not null;
drop index links_by_live_customer;
create index links_by_live_customer on links (account_id, live_customer_id) where live_customer_id is not null;
drop index payment_methods_by_live_customer;
create index payment_methods_by_live_customer on payment_methods (account_id, live_customer_id)
    where live_customer_id is not null;
