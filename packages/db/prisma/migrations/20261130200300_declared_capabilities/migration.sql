-- AlterTable
ALTER TABLE "servers" ADD COLUMN "declared_capabilities" JSONB;
