-- AlterTable
ALTER TABLE "client_switches" ALTER COLUMN "enabled" DROP NOT NULL,
ALTER COLUMN "enabled" DROP DEFAULT;

-- AlterTable
ALTER TABLE "servers" ADD COLUMN "user_fields" JSONB;

-- CreateTable
CREATE TABLE "clients" (
    "principal_id" TEXT NOT NULL,
    "client_key" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "name" TEXT,
    "version" TEXT,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "clients_pkey" PRIMARY KEY ("principal_id","client_key")
);

-- CreateTable
CREATE TABLE "server_values" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "server_row_id" TEXT NOT NULL,
    "principal_id" TEXT NOT NULL,
    "sealed_values" BYTEA NOT NULL,
    "share_with_agents" BOOLEAN NOT NULL DEFAULT false,
    "configured_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "server_values_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "clients_workspace_id_idx" ON "clients"("workspace_id");

-- CreateIndex
CREATE INDEX "server_values_workspace_id_idx" ON "server_values"("workspace_id");

-- CreateIndex
CREATE INDEX "server_values_principal_id_idx" ON "server_values"("principal_id");

-- CreateIndex
CREATE UNIQUE INDEX "server_values_server_row_id_principal_id_key" ON "server_values"("server_row_id", "principal_id");

-- AddForeignKey
ALTER TABLE "clients" ADD CONSTRAINT "clients_principal_id_fkey" FOREIGN KEY ("principal_id") REFERENCES "principals"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "server_values" ADD CONSTRAINT "server_values_server_row_id_fkey" FOREIGN KEY ("server_row_id") REFERENCES "servers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "server_values" ADD CONSTRAINT "server_values_principal_id_fkey" FOREIGN KEY ("principal_id") REFERENCES "principals"("id") ON DELETE CASCADE ON UPDATE CASCADE;
