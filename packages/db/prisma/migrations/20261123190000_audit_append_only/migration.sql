-- Audit records are only ever inserted. This keeps mistakes and injected statements out; who owns the tables can switch a
-- trigger off, and is found by the hash chain. A retention job sets peta.audit_maintenance to 'on' in its transaction.

CREATE FUNCTION peta_refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(current_setting('peta.audit_maintenance', true), '') = 'on' THEN
    RETURN CASE TG_OP WHEN 'UPDATE' THEN NEW ELSE OLD END;
  END IF;
  RAISE EXCEPTION 'audit records are append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

-- The end of a chain only ever moves forward.
CREATE FUNCTION peta_refuse_audit_rewind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.workspace_id = OLD.workspace_id AND NEW.writer_id = OLD.writer_id AND NEW.sequence > OLD.sequence THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the end of an audit chain only moves forward' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER audit_records_append_only BEFORE UPDATE OR DELETE ON audit_records
  FOR EACH ROW EXECUTE FUNCTION peta_refuse_audit_change();
CREATE TRIGGER audit_records_no_truncate BEFORE TRUNCATE ON audit_records
  FOR EACH STATEMENT EXECUTE FUNCTION peta_refuse_audit_change();
CREATE TRIGGER audit_chain_heads_forward BEFORE UPDATE ON audit_chain_heads
  FOR EACH ROW EXECUTE FUNCTION peta_refuse_audit_rewind();
CREATE TRIGGER audit_chain_heads_keep BEFORE DELETE ON audit_chain_heads
  FOR EACH ROW EXECUTE FUNCTION peta_refuse_audit_change();
CREATE TRIGGER audit_chain_heads_no_truncate BEFORE TRUNCATE ON audit_chain_heads
  FOR EACH STATEMENT EXECUTE FUNCTION peta_refuse_audit_change();

-- What a calls-only list leaves out, for the filters on action and outcome. Partial: the ordinary allowed call pays for none.
CREATE INDEX audit_records_workspace_id_action_partial_idx ON audit_records (workspace_id, action, occurred_at DESC)
  WHERE action <> 'tools/call';
CREATE INDEX audit_records_workspace_id_outcome_partial_idx ON audit_records (workspace_id, outcome, occurred_at DESC)
  WHERE outcome <> 'allowed';
CREATE INDEX audit_records_workspace_id_capability_name_occurred_at_idx ON audit_records (workspace_id, capability_name, occurred_at DESC);
