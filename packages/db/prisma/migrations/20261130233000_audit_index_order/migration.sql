-- Records come in the order of their time. Where the newest stands last, PostgreSQL splits full pages at the end and
-- leaves them full; where it stood first, each split left two halves. Both are read from either end.
DROP INDEX audit_records_workspace_id_occurred_at_idx;
DROP INDEX audit_records_workspace_id_principal_handle_occurred_at_idx;
DROP INDEX audit_records_workspace_id_server_id_occurred_at_idx;
DROP INDEX audit_records_workspace_id_capability_name_occurred_at_idx;
DROP INDEX audit_records_workspace_id_action_partial_idx;
DROP INDEX audit_records_workspace_id_outcome_partial_idx;

CREATE INDEX audit_records_workspace_id_occurred_at_idx ON audit_records (workspace_id, occurred_at);
CREATE INDEX audit_records_workspace_id_principal_handle_occurred_at_idx ON audit_records (workspace_id, principal_handle, occurred_at);
CREATE INDEX audit_records_workspace_id_server_id_occurred_at_idx ON audit_records (workspace_id, server_id, occurred_at);
CREATE INDEX audit_records_workspace_id_capability_name_occurred_at_idx ON audit_records (workspace_id, capability_name, occurred_at);
CREATE INDEX audit_records_workspace_id_action_partial_idx ON audit_records (workspace_id, action, occurred_at)
  WHERE action <> 'tools/call';
CREATE INDEX audit_records_workspace_id_outcome_partial_idx ON audit_records (workspace_id, outcome, occurred_at)
  WHERE outcome <> 'allowed';
