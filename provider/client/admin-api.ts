import { fitting, infos, list, type Expected } from "./answers";
import { invalidCall } from "./call-checks";
import { checkedConnection, type Connection } from "./connection";
import { exchangeWith, type Answer, type ApiRequest, type Exchange } from "./exchange";
import { failureOf } from "./failure";
import { isPage } from "./gateway";
import { jsonText, readJson } from "./json-text";
import type { ListItems } from "./list-items";
import { isOtoroshiError, OtoroshiError } from "./otoroshi-error";
import type { Intake } from "./streamed";
import { describeSubject, type Subject } from "./subject";
import { throttleOf, type Notify } from "./throttle";

/** A request by its method, its path with ids percent-encoded, and its JSON body. */
export interface Call {
  readonly method: ApiRequest["method"];
  readonly path: string;
  readonly json?: unknown;
}

/** One server's admin API: sends requests with a connection's credentials and believes no odd answer. */
export class AdminApi {
  readonly #connection: Connection;
  readonly #exchange: Exchange;
  readonly #notify: Notify | undefined;
  #version: Promise<string | undefined> | undefined;
  #proven = false;

  /** @throws OtoroshiError of the code `invalid` for a connection that cannot be used */
  constructor(connection: Connection, notify?: Notify) {
    this.#connection = checkedConnection(connection);
    this.#exchange = exchangeWith(this.#connection);
    this.#notify = notify;
  }

  get url(): string {
    return this.#connection.url;
  }

  get tenant(): string | undefined {
    return this.#connection.tenant;
  }

  /** Id of the admin api key. */
  get clientId(): string {
    return this.#connection.clientId;
  }

  /** Whether an Otoroshi has answered here before. */
  get proven(): boolean {
    return this.#proven;
  }

  /** Takes it that an Otoroshi has answered. */
  believe(): void {
    this.#proven = true;
  }

  /** Says a line to the person who waits. */
  notify(line: string): void {
    this.#notify?.(line);
  }

  /**
   * Sends a request and returns its answer as what it is expected to be.
   *
   * @throws OtoroshiError for every answer but a 2xx with what is expected, and for none
   */
  async send<T>(subject: Subject, call: Call, expected: Expected<T>): Promise<T> {
    const { status, body } = await this.#answer(subject, call);
    const fit = isPage(body) ? PAGE : fitting(expected, readJson(body));
    if ("misfits" in fit) throw misunderstood(subject, call, status, expected.what, fit);
    this.#proven ||= expected.proves(fit.value);
    return fit.value;
  }

  /**
   * Asks for a list and hands its items on as they arrive.
   *
   * @param items what was handed on counts only when this is fulfilled, and only since the last attempt
   * @throws OtoroshiError for every answer but a 2xx with a list, and for none
   */
  async list(subject: Subject, path: string, items: ListItems): Promise<void> {
    const call = { method: "GET", path } as const;
    const { status } = await this.#answer(subject, call, items);
    if (items.whole) return;
    const fit = isPage(items.beginning) ? PAGE : { misfits: "the whole value" };
    throw misunderstood(subject, call, status, list.what, fit);
  }

  async #answer(subject: Subject, { method, path, json }: Call, intake?: Intake): Promise<Answer> {
    const body = json === undefined ? undefined : bodyOf(subject, json);
    const answer = await throttleOf(this.url).send(
      () => this.#exchange.send({ method, path, body, subject }, intake),
      this.#notify,
    );
    if (answer.status < 200 || answer.status >= 300) throw failureOf(subject, answer, json);
    return answer;
  }

  /** The release of the server; `undefined` for one before 16.10, which does not tell. */
  version(): Promise<string | undefined> {
    this.#version ??= this.#askVersion().catch((error: unknown) => {
      this.#version = undefined;
      throw error;
    });
    return this.#version;
  }

  /** @throws OtoroshiError of the code `unexpected` when what answers is no Otoroshi */
  async prove(): Promise<void> {
    if (this.#proven) return;
    try {
      // Only a server that does not tell its release is asked further.
      if ((await this.version()) !== undefined) return;
    } catch (error) {
      // Rights that are limited to a tenant may not reach it.
      if (!isOtoroshiError(error, "unauthorized")) throw error;
    }
    const subject = { operation: "all_api_keys", url: this.url, tenant: this.tenant };
    await this.send(subject, { method: "GET", path: "/api/apikeys?page=1&pageSize=1" }, list);
    this.#proven = true;
  }

  async #askVersion(): Promise<string | undefined> {
    const subject = { operation: "infos", url: this.url, tenant: this.tenant };
    try {
      return (await this.send(subject, { method: "GET", path: "/api/infos" }, infos)).otoroshi_version;
    } catch (error) {
      if (isOtoroshiError(error, "not-found") && error.missing === "endpoint") return undefined;
      throw error;
    }
  }
}

/** The misfit of a web page, which something else than Otoroshi answers. */
const PAGE = { misfits: "" };

function misunderstood(
  subject: Subject,
  { method }: Call,
  status: number,
  what: string,
  fit: { readonly misfits: string },
): OtoroshiError {
  const happened =
    fit === PAGE ? "the response is a web page" : `the response is not ${what} (invalid: ${fit.misfits})`;
  return new OtoroshiError(`${describeSubject(subject)}: ${happened} (${subject.operation}). ${CHECK}`, {
    code: "unexpected",
    operation: subject.operation,
    status,
    setting: "url",
    uncertain: method !== "GET" && fit !== PAGE,
  });
}

const CHECK = "Check that the url leads to Otoroshi's admin API.";

function bodyOf(subject: Subject, json: unknown): string {
  try {
    return jsonText(json);
  } catch {
    throw invalidCall(subject, "the request cannot be written as JSON");
  }
}
