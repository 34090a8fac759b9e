-- CreateEnum
CREATE TYPE "approval_status" AS ENUM ('pending', 'approved', 'rejected', 'expired', 'executing', 'executed', 'failed');

-- CreateEnum
CREATE TYPE "self_approval" AS ENUM ('allowed', 'other_credential', 'forbidden');

-- AlterTable
ALTER TABLE "workspaces" ADD COLUMN "approval_expires_after_seconds" INTEGER NOT NULL DEFAULT 600,
ADD COLUMN "self_approval" "self_approval" NOT NULL DEFAULT 'other_credential';

-- CreateTable
CREATE TABLE "approvals" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "principal_id" TEXT NOT NULL,
    "client_key" TEXT NOT NULL,
    "client_name" TEXT,
    "server_row_id" TEXT NOT NULL,
    "capability_kind" "capability_kind" NOT NULL,
    "capability_name" TEXT NOT NULL,
    "title" TEXT,
    "call_digest" TEXT NOT NULL,
    "definition_hash" TEXT NOT NULL,
    "policy_version" INTEGER NOT NULL,
    "danger_level" SMALLINT NOT NULL,
    "needs_step_up" BOOLEAN NOT NULL,
    "require_reason" BOOLEAN NOT NULL,
    "summary" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "determined_by" TEXT[],
    "sealed_call" BYTEA NOT NULL,
    "sealed_edit" BYTEA,
    "status" "approval_status" NOT NULL DEFAULT 'pending',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by_id" TEXT,
    "decided_by_handle" TEXT,
    "decision_channel" TEXT,
    "decision_reason" TEXT,
    "is_stepped_up" BOOLEAN NOT NULL DEFAULT false,
    "claimed_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "outcome_reason" TEXT,

    CONSTRAINT "approvals_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "approvals_workspace_id_created_at_id_idx" ON "approvals"("workspace_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "approvals_principal_id_created_at_idx" ON "approvals"("principal_id", "created_at");

-- CreateIndex
CREATE INDEX "approvals_server_row_id_idx" ON "approvals"("server_row_id");

-- CreateIndex
CREATE INDEX "approvals_call_digest_created_at_idx" ON "approvals"("call_digest", "created_at" DESC);

-- AddForeignKey
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_principal_id_fkey" FOREIGN KEY ("principal_id") REFERENCES "principals"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_server_row_id_fkey" FOREIGN KEY ("server_row_id") REFERENCES "servers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: partial indexes, which the schema cannot say.
-- One call has one open question at most, whatever two processes do at the same moment.
CREATE UNIQUE INDEX "approvals_one_open_per_call_key" ON "approvals"("workspace_id", "call_digest") WHERE "status" IN ('pending', 'approved', 'executing');
-- What the sweeper looks for.
CREATE INDEX "approvals_expires_at_open_idx" ON "approvals"("expires_at") WHERE "status" IN ('pending', 'approved');
