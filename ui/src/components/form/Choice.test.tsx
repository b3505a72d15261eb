import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Choice } from "./Choice";

const OPTIONS = [
  { value: "", label: "all" },
  { value: "1", label: "one" },
  { value: "2", label: "two" },
];

test("is chosen from by its words, and says what was chosen", async () => {
  const onChange = vi.fn();
  render(<Choice value="" onChange={onChange} options={OPTIONS} aria-label="which" />);
  await userEvent.selectOptions(screen.getByLabelText("which"), "two");
  expect(onChange.mock.calls).toEqual([["2"]]);
});

test("shows what is set and not on offer, and never another in its place", () => {
  render(<Choice value="77" onChange={vi.fn()} options={OPTIONS} aria-label="which" />);
  const field = screen.getByLabelText("which") as HTMLSelectElement;
  expect(field.value).toBe("77");
  expect(field.selectedOptions[0]?.textContent).toBe("77");
});
