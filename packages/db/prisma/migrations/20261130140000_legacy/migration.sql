-- AlterTable
ALTER TABLE "access_tokens" ADD COLUMN     "legacy_id" TEXT;

-- AlterTable
ALTER TABLE "grants" ADD COLUMN     "danger_level" SMALLINT;

-- CreateTable
CREATE TABLE "legacy_policy_sets" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "server_id" TEXT,
    "version" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "legacy_policy_sets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "legacy_proxies" (
    "id" SERIAL NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "proxy_key" TEXT NOT NULL,
    "sealed_log_webhook_url" BYTEA,
    "last_synced_log_id" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "legacy_proxies_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "legacy_servers" (
    "server_row_id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "legacy_id" TEXT NOT NULL,
    "category" SMALLINT NOT NULL,
    "auth_type" SMALLINT NOT NULL DEFAULT 1,
    "config_template" TEXT,
    "proxy_id" INTEGER NOT NULL DEFAULT 0,
    "tool_tmpl_id" TEXT,
    "lazy_start_enabled" BOOLEAN NOT NULL DEFAULT true,
    "anonymous_access" BOOLEAN NOT NULL DEFAULT false,
    "anonymous_rate_limit" INTEGER NOT NULL DEFAULT 10,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "legacy_servers_pkey" PRIMARY KEY ("server_row_id")
);

-- CreateTable
CREATE TABLE "legacy_users" (
    "principal_id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "sealed_encrypted_token" BYTEA,
    "notes" TEXT,
    "proxy_id" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "legacy_users_pkey" PRIMARY KEY ("principal_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "access_tokens_legacy_id_key" ON "access_tokens"("legacy_id");

-- CreateIndex
-- NULLS NOT DISTINCT by hand (PostgreSQL 15): the sets for every server have no server, and are numbered all the same.
CREATE UNIQUE INDEX "legacy_policy_sets_workspace_id_server_id_version_key" ON "legacy_policy_sets"("workspace_id", "server_id", "version") NULLS NOT DISTINCT;

-- CreateIndex
CREATE UNIQUE INDEX "legacy_proxies_workspace_id_key" ON "legacy_proxies"("workspace_id");

-- CreateIndex
CREATE UNIQUE INDEX "legacy_proxies_proxy_key_key" ON "legacy_proxies"("proxy_key");

-- CreateIndex
CREATE UNIQUE INDEX "legacy_servers_workspace_id_legacy_id_key" ON "legacy_servers"("workspace_id", "legacy_id");

-- CreateIndex
CREATE UNIQUE INDEX "legacy_users_workspace_id_user_id_key" ON "legacy_users"("workspace_id", "user_id");

-- AddForeignKey
ALTER TABLE "legacy_policy_sets" ADD CONSTRAINT "legacy_policy_sets_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "legacy_proxies" ADD CONSTRAINT "legacy_proxies_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "legacy_servers" ADD CONSTRAINT "legacy_servers_server_row_id_fkey" FOREIGN KEY ("server_row_id") REFERENCES "servers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "legacy_servers" ADD CONSTRAINT "legacy_servers_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "legacy_users" ADD CONSTRAINT "legacy_users_principal_id_fkey" FOREIGN KEY ("principal_id") REFERENCES "principals"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "legacy_users" ADD CONSTRAINT "legacy_users_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;
