-- AlterTable
ALTER TABLE "servers" ADD COLUMN "asks" BOOLEAN NOT NULL DEFAULT false;
