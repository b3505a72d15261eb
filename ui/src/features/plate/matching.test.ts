import { describe, expect, it } from "vitest";
import { isLookAlike, matchIn, searchText, shorterSearch } from "./matching";

describe("what is searched for", () => {
  it("is the same however it was typed", () => {
    expect(searchText("ａ８８ｋ６")).toBe("A88K6");
    expect(searchText(" 浙b·a88 ")).toBe("浙BA88");
    expect(searchText("王小明")).toBe("王小明");
    expect(searchText("  ")).toBe("");
  });
});

describe("what is marked", () => {
  it("is the part that was typed, the last one where it stands twice", () => {
    expect(matchIn("浙BA88K6", "88k")).toEqual({ from: 3, to: 6 });
    expect(matchIn("浙B12312", "12")).toEqual({ from: 5, to: 7 });
  });

  it("is a look-alike too, and is said to be one", () => {
    expect(matchIn("浙B8D0Q5", "80")).toEqual({ from: 2, to: 4 });
    expect(isLookAlike("浙B8D0Q5", "80")).toBe(true);
    expect(isLookAlike("浙B80123", "80")).toBe(false);
  });

  it("is nothing where a name was found, or nothing typed", () => {
    expect(matchIn("浙BA88K6", "王")).toBeUndefined();
    expect(matchIn("浙BA88K6", "")).toBeUndefined();
  });
});

it("advises the last characters after a long search", () => {
  expect(shorterSearch("浙BA88K6")).toBe("8K6");
  expect(shorterSearch("K6")).toBeUndefined();
});
