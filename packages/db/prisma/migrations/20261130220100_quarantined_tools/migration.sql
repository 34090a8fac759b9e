-- AlterTable
ALTER TABLE "server_capabilities" ADD COLUMN "quarantine" JSONB;
