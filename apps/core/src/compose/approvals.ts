import type { PrismaClient } from "@peta/db";
import { newId } from "../adapters/crypto/index.ts";
import { createApprovalStore } from "../adapters/prisma/approval-store.ts";
import { type ApprovalsDeps, createApprovalsModule, DEFAULT_ASKING_LIMITS } from "../modules/approvals/index.ts";

/** The approvals module on the database. Its `start` comes after the audit's, its `close` before. */
export const createApprovalParts = ({
  prisma,
  ...deps
}: Omit<ApprovalsDeps, "store" | "newId" | "limits"> & { prisma: PrismaClient }) =>
  createApprovalsModule({ ...deps, store: createApprovalStore({ prisma }), newId, limits: DEFAULT_ASKING_LIMITS });
