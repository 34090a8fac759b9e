-- AlterTable
ALTER TABLE "accounts" ADD COLUMN     "last_workspace_id" TEXT;

-- AlterTable
ALTER TABLE "principals" ADD COLUMN     "rate_per_minute" INTEGER;

-- AlterTable
ALTER TABLE "workspaces" ADD COLUMN     "principal_rate_per_minute" INTEGER DEFAULT 6000,
ADD COLUMN     "workspace_rate_per_minute" INTEGER;

-- CreateTable
CREATE TABLE "ip_rules" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "range" TEXT NOT NULL,
    "note" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by_id" TEXT,

    CONSTRAINT "ip_rules_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ip_rules_created_by_id_idx" ON "ip_rules"("created_by_id");

-- CreateIndex
CREATE UNIQUE INDEX "ip_rules_workspace_id_range_key" ON "ip_rules"("workspace_id", "range");

-- CreateIndex
CREATE INDEX "accounts_last_workspace_id_idx" ON "accounts"("last_workspace_id");

-- CreateIndex
CREATE UNIQUE INDEX "principals_workspace_id_account_id_key" ON "principals"("workspace_id", "account_id");

-- AddForeignKey
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_last_workspace_id_fkey" FOREIGN KEY ("last_workspace_id") REFERENCES "workspaces"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ip_rules" ADD CONSTRAINT "ip_rules_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ip_rules" ADD CONSTRAINT "ip_rules_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "principals"("id") ON DELETE SET NULL ON UPDATE CASCADE;
