import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it } from "vitest";
import { judge, noPlate, PlateInput } from "./PlateInput";
import { withProvince, withSuffix } from "./ProvincePad";

function Field() {
  const [entry, setEntry] = useState(noPlate);
  return (
    <>
      <PlateInput value={entry} onChange={setEntry} />
      <output>{JSON.stringify(judge(entry))}</output>
    </>
  );
}

const verdict = () => JSON.parse(document.querySelector("output")?.textContent ?? "{}");

describe("a plate field", () => {
  it("takes what is pasted in any width, case and with separators", async () => {
    render(<Field />);
    await userEvent.click(screen.getByRole("textbox"));
    await userEvent.paste(" 浙b·Ｄ12345 ");
    expect(verdict()).toMatchObject({ text: "浙BD12345", form: "small_new_energy", acceptable: true });
  });

  it("points out a strange number and takes it when one insists", async () => {
    render(<Field />);
    await userEvent.type(screen.getByRole("textbox"), "C00D");
    expect(verdict()).toMatchObject({ strange: true, acceptable: false });
    expect(screen.getByText(/不像常见的车牌/)).toBeTruthy();
    await userEvent.click(screen.getByRole("checkbox"));
    expect(verdict().acceptable).toBe(true);
  });

  it("forgets the insisting when the number changes", async () => {
    render(<Field />);
    await userEvent.type(screen.getByRole("textbox"), "C00D");
    await userEvent.click(screen.getByRole("checkbox"));
    await userEvent.type(screen.getByRole("textbox"), "1");
    expect(verdict().acceptable).toBe(false);
  });

  it("refuses what no plate can be, whatever one insists", async () => {
    render(<Field />);
    await userEvent.click(screen.getByRole("textbox"));
    await userEvent.paste("A".repeat(40));
    expect(screen.queryByRole("checkbox")).toBeNull();
    expect(screen.getByText(/最多 16 个字符/)).toBeTruthy();
    expect(verdict().acceptable).toBe(false);
  });

  it("puts a province in front and goes back to the field", async () => {
    render(<Field />);
    await userEvent.type(screen.getByRole("textbox"), "B12345");
    await userEvent.click(screen.getByRole("button", { name: "浙" }));
    expect(verdict()).toMatchObject({ text: "浙B12345", acceptable: true });
    expect(document.activeElement).toBe(screen.getByRole("textbox"));
  });

  it("moves from the field into the pad by arrows, and back", async () => {
    render(<Field />);
    await userEvent.click(screen.getByRole("textbox"));
    await userEvent.keyboard("{ArrowDown}{ArrowRight}{ArrowDown}");
    expect(document.activeElement?.textContent).toBe("新");
    await userEvent.keyboard("{ArrowUp}{ArrowUp}");
    expect(document.activeElement).toBe(screen.getByRole("textbox"));
  });

  it("replaces a province and a suffix by another", () => {
    expect(withProvince("沪A12345", "浙")).toBe("浙A12345");
    expect(withSuffix("浙B1234学", "挂")).toBe("浙B1234挂");
    expect(withSuffix("浙B1234应急", "警")).toBe("浙B1234警");
  });
});
