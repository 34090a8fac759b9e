import { Slab } from "../../modules/slab.ts";
import type { Exchange } from "./exchange.ts";

/** The requests that are open now. */
export class OpenExchanges extends Slab<Exchange> {}
