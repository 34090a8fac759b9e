-- CreateEnum
CREATE TYPE "principal_kind" AS ENUM ('person', 'agent');

-- CreateEnum
CREATE TYPE "principal_status" AS ENUM ('active', 'disabled');

-- CreateEnum
CREATE TYPE "capability_kind" AS ENUM ('tool', 'resource', 'template', 'prompt');

-- CreateEnum
CREATE TYPE "server_transport" AS ENUM ('stdio', 'http');

-- CreateTable
CREATE TABLE "access_tokens" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "principal_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "last_four" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "access_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "accounts" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_records" (
    "workspace_id" TEXT NOT NULL,
    "writer_id" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "id" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "action" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "principal_id" TEXT,
    "principal_handle" TEXT,
    "channel" TEXT NOT NULL,
    "client_name" TEXT,
    "client_version" TEXT,
    "ip_address" TEXT,
    "session_id" TEXT,
    "request_id" TEXT,
    "server_id" TEXT,
    "capability_kind" TEXT,
    "capability_name" TEXT,
    "decision" TEXT,
    "determined_by" TEXT,
    "reason" TEXT,
    "error_code" TEXT,
    "duration_micros" INTEGER,
    "sealed_detail" BYTEA,
    "previous_hash" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_records_pkey" PRIMARY KEY ("workspace_id","writer_id","sequence")
);

-- CreateTable
CREATE TABLE "audit_chain_heads" (
    "workspace_id" TEXT NOT NULL,
    "writer_id" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,
    "signature" BYTEA NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_chain_heads_pkey" PRIMARY KEY ("workspace_id","writer_id")
);

-- CreateTable
CREATE TABLE "client_switches" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "principal_id" TEXT NOT NULL,
    "client_key" TEXT NOT NULL,
    "server_row_id" TEXT NOT NULL,
    "capability_kind" "capability_kind",
    "capability_name" TEXT,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "danger_level" SMALLINT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "client_switches_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "console_sessions" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "user_agent" TEXT,
    "ip_address" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "console_sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "grants" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "principal_id" TEXT NOT NULL,
    "server_row_id" TEXT NOT NULL,
    "capability_kind" "capability_kind",
    "capability_name" TEXT,
    "enabled" BOOLEAN NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "grants_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy_sets" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "rules" JSONB NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "policy_sets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "principals" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "handle" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "kind" "principal_kind" NOT NULL,
    "role" SMALLINT NOT NULL,
    "status" "principal_status" NOT NULL DEFAULT 'active',
    "expires_at" TIMESTAMPTZ(3),
    "account_id" TEXT,
    "owner_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "principals_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "server_capabilities" (
    "id" TEXT NOT NULL,
    "server_row_id" TEXT NOT NULL,
    "kind" "capability_kind" NOT NULL,
    "name" TEXT NOT NULL,
    "definition" JSONB NOT NULL,
    "definition_hash" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "danger_level" SMALLINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "server_capabilities_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "servers" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "server_id" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "transport" "server_transport" NOT NULL,
    "sealed_launch" BYTEA NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "public_access" BOOLEAN NOT NULL DEFAULT false,
    "protocol_version" TEXT,
    "server_info" JSONB,
    "catalogue_read_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "servers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "settings" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "workspaces" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workspaces_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "access_tokens_token_hash_key" ON "access_tokens"("token_hash");

-- CreateIndex
CREATE INDEX "access_tokens_workspace_id_idx" ON "access_tokens"("workspace_id");

-- CreateIndex
CREATE INDEX "access_tokens_principal_id_idx" ON "access_tokens"("principal_id");

-- CreateIndex
CREATE UNIQUE INDEX "accounts_email_key" ON "accounts"("email");

-- CreateIndex
CREATE UNIQUE INDEX "audit_records_id_key" ON "audit_records"("id");

-- CreateIndex
CREATE INDEX "audit_records_workspace_id_occurred_at_idx" ON "audit_records"("workspace_id", "occurred_at" DESC);

-- CreateIndex
CREATE INDEX "audit_records_workspace_id_principal_handle_occurred_at_idx" ON "audit_records"("workspace_id", "principal_handle", "occurred_at" DESC);

-- CreateIndex
CREATE INDEX "audit_records_workspace_id_server_id_occurred_at_idx" ON "audit_records"("workspace_id", "server_id", "occurred_at" DESC);

-- CreateIndex
CREATE INDEX "client_switches_workspace_id_idx" ON "client_switches"("workspace_id");

-- CreateIndex
CREATE INDEX "client_switches_server_row_id_idx" ON "client_switches"("server_row_id");

-- CreateIndex
-- NULLS NOT DISTINCT by hand (PostgreSQL 15): a switch for a whole server has no capability, and there is one at most.
CREATE UNIQUE INDEX "client_switches_principal_id_client_key_server_row_id_capab_key" ON "client_switches"("principal_id", "client_key", "server_row_id", "capability_kind", "capability_name") NULLS NOT DISTINCT;

-- CreateIndex
CREATE INDEX "console_sessions_account_id_idx" ON "console_sessions"("account_id");

-- CreateIndex
CREATE INDEX "console_sessions_workspace_id_idx" ON "console_sessions"("workspace_id");

-- CreateIndex
CREATE INDEX "grants_workspace_id_idx" ON "grants"("workspace_id");

-- CreateIndex
CREATE INDEX "grants_server_row_id_idx" ON "grants"("server_row_id");

-- CreateIndex
-- NULLS NOT DISTINCT by hand (PostgreSQL 15): a switch for a whole server has no capability, and there is one at most.
CREATE UNIQUE INDEX "grants_principal_id_server_row_id_capability_kind_capabilit_key" ON "grants"("principal_id", "server_row_id", "capability_kind", "capability_name") NULLS NOT DISTINCT;

-- CreateIndex
CREATE UNIQUE INDEX "policy_sets_workspace_id_version_key" ON "policy_sets"("workspace_id", "version");

-- CreateIndex
CREATE INDEX "principals_account_id_idx" ON "principals"("account_id");

-- CreateIndex
CREATE INDEX "principals_owner_id_idx" ON "principals"("owner_id");

-- CreateIndex
CREATE UNIQUE INDEX "principals_workspace_id_handle_key" ON "principals"("workspace_id", "handle");

-- CreateIndex
CREATE UNIQUE INDEX "server_capabilities_server_row_id_kind_name_key" ON "server_capabilities"("server_row_id", "kind", "name");

-- CreateIndex
CREATE UNIQUE INDEX "servers_workspace_id_server_id_key" ON "servers"("workspace_id", "server_id");

-- CreateIndex
CREATE UNIQUE INDEX "workspaces_slug_key" ON "workspaces"("slug");

-- AddForeignKey
ALTER TABLE "access_tokens" ADD CONSTRAINT "access_tokens_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_tokens" ADD CONSTRAINT "access_tokens_principal_id_fkey" FOREIGN KEY ("principal_id") REFERENCES "principals"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "client_switches" ADD CONSTRAINT "client_switches_principal_id_fkey" FOREIGN KEY ("principal_id") REFERENCES "principals"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "client_switches" ADD CONSTRAINT "client_switches_server_row_id_fkey" FOREIGN KEY ("server_row_id") REFERENCES "servers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "console_sessions" ADD CONSTRAINT "console_sessions_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "console_sessions" ADD CONSTRAINT "console_sessions_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grants" ADD CONSTRAINT "grants_principal_id_fkey" FOREIGN KEY ("principal_id") REFERENCES "principals"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grants" ADD CONSTRAINT "grants_server_row_id_fkey" FOREIGN KEY ("server_row_id") REFERENCES "servers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_sets" ADD CONSTRAINT "policy_sets_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "principals" ADD CONSTRAINT "principals_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "principals" ADD CONSTRAINT "principals_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "principals" ADD CONSTRAINT "principals_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "principals"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "server_capabilities" ADD CONSTRAINT "server_capabilities_server_row_id_fkey" FOREIGN KEY ("server_row_id") REFERENCES "servers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "servers" ADD CONSTRAINT "servers_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;


