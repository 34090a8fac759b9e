-- AlterTable
ALTER TABLE "server_capabilities" ADD COLUMN "waiting_wording" JSONB;
