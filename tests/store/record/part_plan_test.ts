import { assertEquals } from "@std/assert";
import { PartPlan } from "../../../src/store/record/part_plan.ts";

const SIZE = 100;

Deno.test("PartPlan begins a new file where the next block would be too much", () => {
  const plan = new PartPlan({ bytes: 400, keep: 1 }, SIZE, 0);
  assertEquals(plan.isDue(0), false);
  plan.added(150);
  assertEquals(plan.isDue(0), false);
  plan.added(50);
  assertEquals(plan.isDue(1e9), true);
  plan.began(0);
  assertEquals(plan.isDue(0), false);
});

Deno.test("PartPlan begins a new file after a time, if the one before has something", () => {
  const plan = new PartPlan({ ms: 1000, keep: 1 }, SIZE, 0);
  assertEquals(plan.isDue(5000), false);
  plan.added(1);
  assertEquals([plan.isDue(999), plan.isDue(1000)], [false, true]);
  plan.began(1000);
  plan.added(1);
  assertEquals([plan.isDue(1999), plan.isDue(2000)], [false, true]);
});

Deno.test("PartPlan lets a file have as many events as processes that ran already", () => {
  const plan = new PartPlan({ bytes: 400, keep: 1 }, SIZE, 0);
  plan.told(1000);
  plan.added(600);
  assertEquals(plan.isDue(0), false);
  plan.added(400);
  assertEquals(plan.isDue(0), true);
});

Deno.test("PartPlan tries again after a while what failed", () => {
  const plan = new PartPlan({ bytes: 400, keep: 1 }, SIZE, 0);
  plan.added(500);
  plan.began(0);
  plan.added(10);
  plan.failed(0);
  assertEquals([plan.isDue(4999), plan.isDue(5000)], [false, true]);
  plan.began(5000);
  plan.succeeded();
  assertEquals(plan.isDue(20_000), false);
});
