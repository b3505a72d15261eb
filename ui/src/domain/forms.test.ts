import { expectTypeOf, it } from "vitest";
import type { Photo } from "../bindings/Photo";
import type { PlateForm as Bound } from "../bindings/PlateForm";
import type { PhotoState, PlateForm } from "../components";

it("the kit's forms and photos are those that the program names", () => {
  expectTypeOf<PlateForm>().toEqualTypeOf<Bound>();
  expectTypeOf<PhotoState>().toEqualTypeOf<Photo>();
});
