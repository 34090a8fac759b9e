import type { ErrorCode } from "@peta/contract";

/** The id of a JSON-RPC request. */
export type RpcId = string | number;

export interface WireErrorOptions {
  id?: RpcId | null;
  data?: Record<string, unknown>;
  headers?: Record<string, string>;
  /** For the audit record. */
  errorCode?: ErrorCode;
}

/** A fault of the protocol itself, which this wire finds before any module is asked. */
export class WireError extends Error {
  readonly httpStatus: number;
  readonly rpcCode: number;
  readonly options: WireErrorOptions;

  constructor(httpStatus: number, rpcCode: number, message: string, options: WireErrorOptions = {}) {
    super(message);
    this.name = "WireError";
    this.httpStatus = httpStatus;
    this.rpcCode = rpcCode;
    this.options = options;
  }
}
