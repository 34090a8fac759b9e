-- CreateEnum
CREATE TYPE "discovery_profile" AS ENUM ('flat', 'hybrid', 'strict');

-- CreateEnum
CREATE TYPE "cache_scope" AS ENUM ('principal', 'workspace');

-- CreateEnum
CREATE TYPE "cache_admission" AS ENUM ('first_call', 'second_call');

-- CreateTable
CREATE TABLE "discovery_settings" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "principal_id" TEXT,
    "client_key" TEXT,
    "profile" "discovery_profile" NOT NULL,
    "pinned" TEXT[],
    "direct_tools" SMALLINT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "discovery_settings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cache_policies" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "server_row_id" TEXT NOT NULL,
    "capability_kind" "capability_kind" NOT NULL,
    "capability_name" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "ttl_seconds" INTEGER NOT NULL,
    "scope" "cache_scope" NOT NULL,
    "admission" "cache_admission" NOT NULL,
    "key_fields" TEXT[],
    "key_fields_only" BOOLEAN NOT NULL,
    "max_entry_bytes" INTEGER NOT NULL,
    "invalidated_by" TEXT[],
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cache_policies_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "discovery_settings_principal_id_idx" ON "discovery_settings"("principal_id");

-- CreateIndex
-- NULLS NOT DISTINCT: there is one default of a workspace at most, and one setting for all clients of a principal.
CREATE UNIQUE INDEX "discovery_settings_workspace_id_principal_id_client_key_key" ON "discovery_settings"("workspace_id", "principal_id", "client_key") NULLS NOT DISTINCT;

-- CreateIndex
CREATE INDEX "cache_policies_workspace_id_idx" ON "cache_policies"("workspace_id");

-- CreateIndex
CREATE UNIQUE INDEX "cache_policies_server_row_id_capability_kind_capability_nam_key" ON "cache_policies"("server_row_id", "capability_kind", "capability_name");

-- AddForeignKey
ALTER TABLE "discovery_settings" ADD CONSTRAINT "discovery_settings_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "discovery_settings" ADD CONSTRAINT "discovery_settings_principal_id_fkey" FOREIGN KEY ("principal_id") REFERENCES "principals"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cache_policies" ADD CONSTRAINT "cache_policies_server_row_id_fkey" FOREIGN KEY ("server_row_id") REFERENCES "servers"("id") ON DELETE CASCADE ON UPDATE CASCADE;
