import type { Pattern } from "../pattern.ts";

/** Amazon ECS on cgroup v1; with systemd its containers are `docker-<id>.scope`. */
export const ECS: readonly Pattern[] = [
  {
    runtime: "Amazon ECS, EC2 and Fargate",
    example: "/ecs/8cd79a803caf4d2aa945152e934a5c00/8cd79a803caf4d2aa945152e934a5c00-1053176469",
    source: "amazon-ecs-agent agent/api/task/task_linux.go: `/ecs/[cluster/]<task>/<id>`; " +
      "Fargate 1.4 ids are the task's id and a number",
    verdict: "container",
    kind: "ecs",
    segment: /^([0-9a-f]{64}|[0-9a-f]{32}-\d+)$/,
    where: (place) => place.above.includes("ecs"),
  },
];
