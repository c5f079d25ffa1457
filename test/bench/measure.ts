import { OWN_PROCESS, scene, WITHOUT_CHECKPOINTS, type Scene } from "../engine/scene";
import type { Run } from "../engine/pulumi-cli";
import type { Declared, Subject } from "./subjects";

/** What is done with the keys, in this order. */
export const operations = ["create", "preview", "refresh", "update all", "update one", "destroy"] as const;
export type OperationName = (typeof operations)[number];

/** Operations that change nothing and take seconds are measured again and again: a disturbance would decide. */
const attempts: Partial<Record<OperationName, number>> = { refresh: 5 };

/** What an operation declares before it begins: the revision of all keys, and that of the first one. */
const revisions: Partial<Record<OperationName, [all: number, first: number]>> = {
  create: [1, 1],
  "update all": [2, 2],
  "update one": [2, 3],
};

/** One operation of one subject, once. */
export interface Measurement {
  readonly subject: Subject["name"];
  readonly keys: number;
  /** Milliseconds that every answer of the server takes. */
  readonly latency: number;
  readonly repetition: number;
  /** Which of the attempts of the same round it was. */
  readonly attempt: number;
  readonly operation: OperationName;
  readonly seconds: number;
  readonly requests: number;
  /** Requests that the server's throttle refused. */
  readonly refused: number;
  readonly failed: boolean;
  /** Bytes of the state file per key; after `create` only. */
  readonly stateBytes?: number;
  /** Characters of `__provider`; after `create` only. */
  readonly providerLength?: number;
}

/** What a round of measurements is made with. */
export interface Conditions {
  readonly keys: number;
  readonly latency: number;
  readonly declare: Declared;
  readonly throttle: boolean;
  readonly skipCheckpoints: boolean;
  readonly repetition: number;
}

/**
 * Does all operations with all subjects, one operation of each in turn, so that a machine that slows down
 * slows all of them.
 */
export async function measureRound(
  subjects: readonly Subject[],
  conditions: Conditions,
  report: (one: Measurement) => void,
): Promise<void> {
  const { keys, declare, latency, throttle, skipCheckpoints, repetition } = conditions;
  const environment = skipCheckpoints ? WITHOUT_CHECKPOINTS : {};
  const scenes: Scene[] = [];
  try {
    while (scenes.length < subjects.length) {
      scenes.push(await scene({ latency, throttle, groups: ["bench"] }, {}, { ...OWN_PROCESS, environment }));
    }
    for (const { operation, attempt } of operations.flatMap(attemptsOf)) {
      for (const [index, subject] of subjects.entries()) {
        const at = scenes[index] as Scene;
        const revision = revisions[operation];
        if (revision !== undefined) await at.stack.program(subject.program(keys, declare, ...revision));
        at.otoroshi.clearRequests();
        const began = performance.now();
        const run = await runOf(at, operation);
        const seconds = (performance.now() - began) / 1000;
        report({
          subject: subject.name,
          keys,
          latency,
          repetition,
          attempt,
          operation,
          seconds,
          requests: at.otoroshi.requests.length,
          refused: at.otoroshi.requests.filter((one) => one.status === 429).length,
          failed: run.code !== 0,
          ...(operation === "create" ? await sizes(at, keys) : {}),
        });
      }
    }
  } finally {
    for (const at of scenes) {
      await at.stack.remove();
      await at.otoroshi.close();
    }
  }
}

function attemptsOf(operation: OperationName): { operation: OperationName; attempt: number }[] {
  return Array.from({ length: attempts[operation] ?? 1 }, (_, index) => ({ operation, attempt: index + 1 }));
}

function runOf({ stack }: Scene, operation: OperationName): Promise<Run> {
  switch (operation) {
    case "preview":
      return stack.run("preview");
    case "refresh":
      return stack.run("refresh", "--yes", "--skip-preview");
    case "destroy":
      return stack.run("destroy", "--yes", "--skip-preview");
    default:
      return stack.tryUp();
  }
}

async function sizes(
  { stack }: Scene,
  keys: number,
): Promise<Pick<Measurement, "stateBytes" | "providerLength">> {
  const text = await stack.stateFile();
  const [, provider = '""'] = /"__provider":\s*("(?:[^"\\]|\\.)*")/u.exec(text) ?? [];
  return {
    stateBytes: Math.round(Buffer.byteLength(text) / keys),
    providerLength: (JSON.parse(provider) as string).length,
  };
}
