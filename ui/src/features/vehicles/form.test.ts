import { describe, expect, it } from "vitest";
import { vehicle } from "../../test/registers";
import { emptyForm, formFor, payloadOf, problemsOf } from "./form";

const filled = () => ({
  ...emptyForm("P1", "浙B12345"),
  owner: "王一",
  phone: "13800000000",
  from: "2026-1-5",
  until: "2026/12/31",
});

describe("the form of a registration", () => {
  it("takes what is right, days however they are written", () => {
    expect(problemsOf(filled(), true)).toEqual({});
    expect(payloadOf(filled())).toMatchObject({
      plate: "浙B12345",
      valid_from: "2026-01-05",
      valid_until: "2026-12-31",
      spaces: 1,
    });
  });

  it.each([
    ["until", { until: "2025-12-31" }],
    ["until", { until: "" }],
    ["from", { from: "31.12." }],
    ["spaces", { spaces: "0" }],
    ["spaces", { spaces: "1000" }],
    ["spaces", { spaces: "1.5" }],
    ["phone", { phone: "138-ABC" }],
    ["phone", { phone: "" }],
    ["owner", { owner: " " }],
    ["owner", { owner: "王".repeat(51) }],
    ["remark", { remark: "x".repeat(201) }],
    ["parkingId", { parkingId: "" }],
  ])("says what is wrong at %s: %j", (field, change) => {
    expect(Object.keys(problemsOf({ ...filled(), ...change }, true))).toEqual([field]);
  });

  it("refuses a strange plate unless one insists", () => {
    const strange = { ...filled(), plate: { typed: "浙B12", insisted: false } };
    expect(problemsOf(strange, true).plate).toBeDefined();
    expect(problemsOf({ ...strange, plate: { typed: "浙B12", insisted: true } }, true)).toEqual({});
  });

  it("keeps name and phone that nobody saw, and sends new ones", () => {
    const form = formFor(vehicle());
    expect(payloadOf(form)).not.toHaveProperty("owner");
    expect(payloadOf(form)).not.toHaveProperty("phone");
    expect(payloadOf({ ...form, owner: " 李明 ", phone: "13900000000" })).toMatchObject({
      owner: "李明",
      phone: "13900000000",
    });
  });

  it("does not take a custom type's name for a display name", () => {
    expect(formFor(vehicle({ vehicle_type: "31", type_name: "业主" })).typeName).toBe("");
    expect(formFor(vehicle({ vehicle_type: "1", type_name: "员工" })).typeName).toBe("员工");
  });
});
