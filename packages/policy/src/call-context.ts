import type { CalledPolicy, CallKind, ServerPolicy } from "./capability.ts";
import { NoArguments, toCelMap } from "./call-value.ts";
import type { CelValue } from "./call-value.ts";
import type { AccessRequest } from "./request.ts";

// What is absent reads as "", so that a condition compares instead of failing. Only fields of `args` can be absent.

export class PrincipalView {
  // Both are what people type: a rule that compares it with an internal id would never speak.
  readonly id: string;
  readonly handle: string;
  readonly kind: string;
  readonly role: string;
  constructor(principal: AccessRequest["principal"]) {
    this.id = principal.handle;
    this.kind = principal.kind;
    this.role = principal.role;
    this.handle = principal.handle;
  }
}

export class ClientView {
  readonly key: string;
  readonly name: string;
  readonly version: string;
  constructor(client: AccessRequest["client"]) {
    this.key = client?.key ?? "";
    this.name = client?.name ?? "";
    this.version = client?.version ?? "";
  }
}

export class ServerView {
  readonly id: string;
  readonly publicAccess: boolean;
  constructor(server: ServerPolicy) {
    this.id = server.serverId;
    this.publicAccess = server.publicAccess;
  }
}

export class ToolView {
  readonly kind: CallKind;
  readonly name: string;
  readonly dangerLevel: bigint;
  constructor(capability: CalledPolicy) {
    this.kind = capability.kind;
    this.name = capability.name;
    // The catalogue's level: a user who raises theirs must not move the call out of a rule's reach.
    this.dangerLevel = BigInt(capability.dangerLevel);
  }
}

export class RequestView {
  readonly method: string;
  readonly time: Date;
  readonly ip: string;
  readonly era: string;
  constructor(request: AccessRequest["request"]) {
    this.method = request.method;
    if (!Number.isFinite(request.time)) throw new RangeError("the time of the request is not a number");
    this.time = new Date(request.time);
    this.ip = request.ip ?? "";
    this.era = request.era ?? "";
  }
}

export class SessionView {
  readonly id: string;
  constructor(session: AccessRequest["session"]) {
    this.id = session?.id ?? "";
  }
}

/** The variables of one decision. Each is built when the first condition reads it, and once. */
export class CallContext {
  readonly #call: AccessRequest;
  readonly #server: ServerPolicy;
  readonly #capability: CalledPolicy;
  #args: Map<string, CelValue> | undefined;
  #principal: PrincipalView | undefined;
  #request: RequestView | undefined;

  constructor(call: AccessRequest, server: ServerPolicy, capability: CalledPolicy) {
    this.#call = call;
    this.#server = server;
    this.#capability = capability;
  }

  get args(): Map<string, CelValue> {
    if (this.#args !== undefined) return this.#args;
    if (this.#call.args === undefined) throw new NoArguments();
    return (this.#args = toCelMap(this.#call.args));
  }
  get principal(): PrincipalView {
    return (this.#principal ??= new PrincipalView(this.#call.principal));
  }
  get client(): ClientView {
    return new ClientView(this.#call.client);
  }
  get server(): ServerView {
    return new ServerView(this.#server);
  }
  get tool(): ToolView {
    return new ToolView(this.#capability);
  }
  get request(): RequestView {
    return (this.#request ??= new RequestView(this.#call.request));
  }
  get session(): SessionView {
    return new SessionView(this.#call.session);
  }
}
