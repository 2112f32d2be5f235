import { ApiFailure } from "../api/api_failure.ts";
import { field, parseJson } from "../api/json_fields.ts";
import { readUpTo, request } from "../api/request.ts";
import { nanosecondsToMs } from "../grpc/well_known.ts";
import type { RuntimeContainer, Unanswered } from "../runtime_client.ts";
import { crioContainer } from "./crio_container.ts";

/** What the answer begins with for an id that CRI-O does not know. */
const NOT_FOUND = /^the daemon answered HTTP 404\b/;

/**
 * Asks CRI-O for a container or a sandbox by `GET /containers/ID` on its socket, where it serves HTTP beside
 * gRPC. Rejects with a reason fit for describeFailure().
 */
export async function inspectHttp(
  socket: string,
  id: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<RuntimeContainer | Unanswered> {
  try {
    const target = `/containers/${encodeURIComponent(id)}`;
    return await request(socket, target, signal, async ({ body }) => {
      return fromAnswer(id, parseJson(await readUpTo(body, maxBytes))) ?? "no answer";
    });
  } catch (error) {
    if (error instanceof ApiFailure && NOT_FOUND.test(error.message)) return "none";
    throw error;
  }
}

/**
 * The container of an answer: CRI-O's own annotations are in `crio_annotations` (since 1.9), kubelet's in
 * `annotations`, and labels stand for themselves.
 */
function fromAnswer(id: string, answer: unknown): RuntimeContainer | undefined {
  const annotations: Record<string, unknown> = {
    ...record(field(answer, "annotations")),
    ...record(field(answer, "crio_annotations")),
    "io.kubernetes.cri-o.ContainerID": id,
  };
  annotations["io.kubernetes.cri-o.Labels"] ??= JSON.stringify(record(field(answer, "labels")));
  annotations["io.kubernetes.cri-o.ImageName"] ??= field(answer, "image");
  const container = crioContainer(id, annotations);
  if (container === undefined) return undefined;
  const created = field(answer, "created_time");
  // As JSON's number it is rounded, by less than a microsecond.
  const createdAt = Number.isFinite(created)
    ? nanosecondsToMs(BigInt(Math.trunc(Number(created))))
    : undefined;
  return { ...container, ...createdAt === undefined ? {} : { createdAt } };
}

/** Own fields of an object; none for every other value. */
function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
