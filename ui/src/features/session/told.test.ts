import { describe, expect, it } from "vitest";
import { delivery, NOON, refusedPhoto, sessionPage } from "../../test/sessions";
import { acceptedOf, inUrgency, isSuperseded, keepsOld, missing, toldBy } from "./told";

describe("what the city was told", () => {
  it("is read from the request as it was sent", () => {
    const told = toldBy('{"vehnum":"浙B1","vehtype":"02","hpys":"蓝","parktime":"x","freeparklotcount":7}');
    expect(told).toEqual({
      plate: "浙B1",
      vehtype: "02",
      hpys: "蓝",
      arrived: "x",
      departed: "",
      spaces: "7",
    });
  });

  it("is nothing where there is no request, or none that can be read", () => {
    expect([null, "", "nonsense", "null", '"text"'].map((payload) => toldBy(payload))).toEqual(
      Array(5).fill(undefined),
    );
  });

  it("is what was accepted last, and not what was owed last", () => {
    const page = sessionPage({
      deliveries: [
        delivery({ id: 1, delivered_at: NOON + 9 }),
        delivery({ id: 2, delivered_at: NOON + 5 }),
        delivery({ id: 3, state: "due", delivered_at: null }),
      ],
    });
    expect(acceptedOf(page, "arrival")?.item.id).toBe(1);
    expect(acceptedOf(page, "departure")).toBeUndefined();
  });
});

describe("photos in one place", () => {
  const old = delivery({ id: 2, kind: "departure_photo", img_index: 3, delivered_at: NOON });

  it("keep the old one until the city accepts the new", () => {
    const fresh = refusedPhoto({ id: 5, state: "due" });
    const page = sessionPage({ deliveries: [old, fresh] });
    expect(keepsOld(page, fresh)).toBe(true);
    expect(isSuperseded(page, old)).toBe(false);
  });

  it("have the later one once it was accepted", () => {
    const fresh = refusedPhoto({ id: 5, state: "delivered", delivered_at: NOON + 9 });
    const page = sessionPage({ deliveries: [old, fresh] });
    expect(keepsOld(page, fresh)).toBe(false);
    expect(isSuperseded(page, old)).toBe(true);
    expect(isSuperseded(page, fresh)).toBe(false);
  });

  it("do not stand in each other's way with other indices", () => {
    const other = refusedPhoto({ id: 5, state: "due", img_index: 4 });
    expect(keepsOld(sessionPage({ deliveries: [old, other] }), other)).toBe(false);
  });
});

describe("how much the city lacks", () => {
  const page = sessionPage({
    deliveries: [delivery(), refusedPhoto(), delivery({ id: 7, state: "waiting", delivered_at: null })],
  });

  it("counts what is under way and what needs a person", () => {
    expect(missing(page)).toEqual({ missing: 2, person: 1, delivered: 1 });
  });

  it("shows first what needs a person", () => {
    expect(inUrgency(page).map(({ item }) => item.id)).toEqual([4, 7, 1]);
  });
});
