-- What one row looks like on its way in: a batch is sent as one array of these. A function scan over one array of rows costs
-- the database half of what one over an array for each of 26 columns does. A column that is added to a table comes
-- with types of its own: an attribute added to these would have older processes refused, which send one less.

CREATE TYPE audit_record_input AS (
  workspace_id text,
  writer_id text,
  sequence int8,
  id text,
  occurred_at timestamptz,
  action text,
  outcome text,
  principal_id text,
  principal_handle text,
  channel text,
  client_name text,
  client_version text,
  ip_address text,
  session_id text,
  request_id text,
  server_id text,
  capability_kind text,
  capability_name text,
  decision text,
  determined_by text,
  reason text,
  error_code text,
  duration_micros int4,
  sealed_detail bytea,
  previous_hash bytea,
  hash bytea
);

CREATE TYPE audit_head_input AS (
  workspace_id text,
  writer_id text,
  sequence int8,
  hash bytea,
  signature bytea
);
