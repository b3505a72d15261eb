import { PictureOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import type { PhotosOf } from "../../bindings/PhotosOf";
import { PhotosAgainDialog } from "./PhotosAgainDialog";

interface PhotosAgainButtonProps {
  of: PhotosOf;
  label: string;
  small?: boolean;
  /** What it is said of, for those who do not see where the button stands. */
  what?: string;
}

/** Asks which photos would go to the city again. What they are of is held fast while the dialog is open. */
export function PhotosAgainButton({ of, label, small = false, what }: PhotosAgainButtonProps) {
  const [asked, setAsked] = useState<PhotosOf>();
  return (
    <>
      <Button
        size={small ? "small" : "middle"}
        icon={<PictureOutlined aria-hidden />}
        onClick={() => setAsked(of)}
        {...(what === undefined ? {} : { "aria-label": `${label} · ${what}` })}
        data-testid="photos-again-open"
      >
        {label}
      </Button>
      {asked && <PhotosAgainDialog of={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}
